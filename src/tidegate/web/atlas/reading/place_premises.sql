-- Premises at a place; homes, and what may be one, are counted by the caller and never listed.
select premises, address, street, area, cell, use, floor_area, lon, lat
from places
where not personal
  and case $level when 'premises' then premises when 'street' then street_key when 'cell' then cell else area end = $unit
order by street, house_number, address, premises
limit $limit offset $offset
