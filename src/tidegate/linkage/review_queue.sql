-- Uncertain pairs, the most informative first; look-alikes wait their turn.
-- In: near (links close to the threshold, with uncertainty and stratum), entities, judged (pairs of this judge).
with wanted as (select node_l as node from near union select node_r from near),
nodes as (
    select node, min(record_id) as record, min(entity) as entity, count(distinct record_id) as records
    from entities semi join wanted using (node)
    group by node
),
sizes as (
    select entity, count(distinct record_id) as records
    from entities semi join nodes using (entity)
    group by entity
),
sides as (select n.*, s.records as together from nodes as n join sizes as s using (entity)),
asked as (
    select least(l.node, r.node) as node_l, greatest(l.node, r.node) as node_r
    from judged as j
    join entities as l on l.record_id = j.record_l
    join entities as r on r.record_id = j.record_r
),
weighed as (
    select p.*, l.record as record_l, r.record as record_r, l.entity as entity_l, r.entity as entity_r,
           -- Apart, the smaller entity would move; together, at least the smaller node would.
           case
               when l.entity <> r.entity then least(l.together, r.together)
               else least(l.records, r.records)
           end as moves,
           p.uncertainty * log2(1 + moves) as information
    from near as p
    join sides as l on l.node = p.node_l
    join sides as r on r.node = p.node_r
    anti join asked on asked.node_l = p.node_l and asked.node_r = p.node_r
    where l.record <> r.record
),
-- The second question about an entity tells half as much as the first, the third a third.
discounted as (
    select *,
           information
           / row_number() over (partition by entity_l order by information desc, node_l, node_r)
           / row_number() over (partition by entity_r order by information desc, node_l, node_r) as worth
    from weighed
),
turns as (
    select *, (row_number() over (partition by stratum order by worth desc, node_l, node_r) - 1) // $at_once as turn
    from discounted
)
select node_l, node_r, record_l, record_r, weight, block, entity_l, entity_r, moves, information
from turns
order by turn, worth desc, node_l, node_r
limit $limit
