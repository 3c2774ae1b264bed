-- Businesses at the listed premises of a place, open ones first. Those of one person are in no list; at single premises
-- they are there without a name.
with here as (
    select premises, address from places
    where not personal
      and case $level when 'premises' then premises when 'street' then street_key when 'cell' then cell else area end
          = $unit
)
select b.establishment, case when b.sole_trader then null else n.caption end as caption, h.premises, h.address, b.sector,
       b.since, b.until, b.sole_trader
from businesses as b join here as h using (premises)
left join nodes as n on n.entity = b.establishment
where not b.sole_trader or $level = 'premises'
order by b.until is not null, b.until desc, b.since desc, b.establishment
limit $limit
