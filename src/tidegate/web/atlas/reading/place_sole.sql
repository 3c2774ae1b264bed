-- Businesses of one person at the listed premises of a place: counted, not listed.
select count(*)::bigint as businesses
from businesses as b join places as p using (premises)
where b.sole_trader and not p.personal
  and case $level when 'premises' then p.premises when 'street' then p.street_key when 'cell' then p.cell else p.area end
      = $unit
