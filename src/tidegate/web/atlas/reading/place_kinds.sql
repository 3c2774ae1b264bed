-- What places are compared by: level, schema and kind, with how many places are listed and how many lie clearly above.
select level, "schema", kind, count(*)::bigint as places, count(*) filter (low >= $clearly)::bigint as clearly
from hotspots
group by level, "schema", kind
order by level, "schema", kind
