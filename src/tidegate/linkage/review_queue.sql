-- Uncertain pairs, the most informative first; look-alikes wait their turn.
-- In: near (links close to the threshold, with uncertainty and stratum), entities, judged (pairs of this judge).
with wanted as (select node_l as node from near union select node_r from near),
nodes as materialized (
    select node, min(record_id) as record, min(entity) as entity, count(distinct record_id) as records
    from entities semi join wanted using (node)
    group by node
),
sizes as (
    select entity, count(distinct record_id) as records
    from entities semi join nodes using (entity)
    group by entity
),
sides as materialized (select n.*, s.records as together from nodes as n join sizes as s using (entity)),
-- One side after the other, or the engine may try every record with every other first.
asked_from as materialized (
    select l.node, j.record_r from judged as j join entities as l on l.record_id = j.record_l
),
asked as materialized (
    select least(a.node, r.node) as node_l, greatest(a.node, r.node) as node_r
    from asked_from as a join entities as r on r.record_id = a.record_r
),
left_sides as materialized (
    select p.*, l.record as record_l, l.entity as entity_l, l.together as together_l, l.records as records_l
    from near as p join sides as l on l.node = p.node_l
),
both_sides as materialized (
    select p.*, r.record as record_r, r.entity as entity_r, r.together as together_r, r.records as records_r
    from left_sides as p join sides as r on r.node = p.node_r
),
weighed as materialized (
    select p.*,
           -- Apart, the smaller entity would move; together, at least the smaller node would.
           case
               when p.entity_l <> p.entity_r then least(p.together_l, p.together_r)
               else least(p.records_l, p.records_r)
           end as moves,
           p.uncertainty * log2(1 + moves) as information
    from both_sides as p
    left join asked on asked.node_l = p.node_l and asked.node_r = p.node_r
    where p.record_l <> p.record_r and asked.node_l is null
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
