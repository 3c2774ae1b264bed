-- How firmly each record is tied to its entity: the strongest link of what it says to anything else its entity says.
with member as materialized (
    select distinct kind, node, entity from linked
),
inside as (
    select b.kind, b.node_l, b.node_r, b.weight
    from bonds b
    join member l on l.kind = b.kind and l.node = b.node_l
    join member r on r.kind = b.kind and r.node = b.node_r
    where l.entity = r.entity
),
held as (
    select kind, node, max(weight) as bits
    from (
        select kind, node_l as node, weight from inside
        union all
        select kind, node_r as node, weight from inside
    )
    group by all
)
select linked.register, linked.file, linked.row_number, linked.record_id, linked.entity, held.bits
from linked join held using (kind, node)
