select count(*) filter (not personal)::bigint as listed, count(*) filter (personal)::bigint as personal,
       min(street) as street, min(area) as area
from places
where case $level when 'premises' then premises when 'street' then street_key when 'cell' then cell else area end = $unit
