-- Every version of a record with its group.
-- In: members, grouped (node, cluster), moved (record_id, known_from, cluster), alike (node, weight).
-- Records of a node that says too little to be one thing stay apart, each a group of its own, but for those to which
-- their register gives one id: a body that pays in a thousand rows is one body.
with thin as (
    select a.node from alike a join grouped g on g.node = a.node where a.weight < $join and g.owner < 0
),
alone as (
    select node, register, entity_id,
           (select max(cluster) from grouped) + row_number() over (order by node, register, entity_id) as cluster
    from (select distinct node, register, entity_id from members where node in (select node from thin))
)
select m.*, coalesce(v.cluster, a.cluster, g.cluster)::bigint as cluster
from members m
join grouped g on g.node = m.node
left join moved v on v.record_id = m.record_id and v.known_from is not distinct from m.known_from
left join alone a on a.node = m.node and a.register = m.register and a.entity_id = m.entity_id
order by m.register, m.schema, m.file, m.row_number, m.record_id, m.known_from
