-- Places of one level, of one kind of event, by how sure it is that more happens than expected.
select level, unit, label, "schema", kind, premises, businesses, events, expected, ratio, shrunk, low, high, above,
       gi_z, gi_q, lisa, lisa_q
from hotspots
where level = $level and "schema" = $schema and kind = $kind and low >= $at_least
order by above desc, low desc, unit
limit $limit offset $offset
