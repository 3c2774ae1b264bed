select "schema", kind, before, after, ratio, low, high, p, q, city_ratio, own_p, own_q
from place_changes
where level = $level and unit = $unit
order by "schema", kind <> 'all', kind
