-- Every version of a record with its group. In: members, grouped (node, cluster), moved (record_id, known_from, cluster).
select m.*, coalesce(v.cluster, g.cluster)::bigint as cluster
from members m
join grouped g on g.node = m.node
left join moved v on v.record_id = m.record_id and v.known_from is not distinct from m.known_from
order by m.register, m.schema, m.file, m.row_number, m.record_id, m.known_from
