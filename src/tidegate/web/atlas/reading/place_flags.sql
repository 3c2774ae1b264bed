-- Flags on what lies at a place: its premises, and the businesses there.
with here as (
    select premises from places
    where not personal
      and case $level when 'premises' then premises when 'street' then street_key when 'cell' then cell else area end
          = $unit
),
there as (
    select premises as entity from here
    union
    select b.establishment from businesses as b join here as h using (premises) where not b.sole_trader
),
spread as (select flag, unnest(list_prepend(subject, others)) as entity from flags)
select f.flag, f.indicator, f.subject, f.applies_to, f.at, f.strength_bits
from flags as f
where f.flag in (select s.flag from spread as s semi join there as t on t.entity = s.entity)
order by f.at desc, f.flag
