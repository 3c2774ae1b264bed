-- What is said of one place, kind by kind.
select level, unit, label, "schema", kind, premises, businesses, events, expected, ratio, shrunk, low, high, above,
       gi_z, gi_q, lisa, lisa_q
from hotspots
where level = $level and unit = $unit
order by "schema", kind <> 'all', kind
