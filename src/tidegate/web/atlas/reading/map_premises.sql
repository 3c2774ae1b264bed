-- Premises that may be listed: with a business that is not one person's, and nobody living there.
with seen as (
    select premises, sum(count) as events from events
    where "schema" = $schema and ($kind = 'all' or kind = $kind)
      and ($until::date is null or (month <= $until::date and month > $until::date - interval 12 month))
    group by premises
),
spread as (
    select flag, unnest(list_prepend(subject, others)) as entity from flags
    where $indicator = '' or indicator = $indicator
),
firms as (
    select premises, count(*) filter (until is null) as businesses,
           bool_or(sector = $sector and until is null) as trades
    from businesses where not sole_trader group by premises
),
named as (
    select premises as entity, premises from places where not personal
    union all
    select establishment, premises from businesses where not sole_trader
),
flagged as (select n.premises, count(distinct s.flag) as flags from spread as s join named as n using (entity) group by 1)
select p.premises as unit, p.address as label, p.street, p.area, p.use, f.businesses::bigint as businesses,
       coalesce(s.events, 0)::bigint as events, coalesce(g.flags, 0)::bigint as flags, p.lon, p.lat
from places as p
join firms as f using (premises)
left join seen as s using (premises)
left join flagged as g using (premises)
where not p.personal and p.lon is not null
  and ($sector = '' or f.trades) and ($indicator = '' or g.flags > 0)
order by flags desc, events desc, p.address, p.premises
limit $most
