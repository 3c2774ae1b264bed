-- Premises that may be listed: those with flags first, then those with most events.
with seen as (
    select unit, sum(events) as events from months
    where level = 'premises' and "schema" = $schema and kind = $kind
      and ($until::date is null or (month <= $until::date and month > $until::date - interval 12 month))
    group by unit
),
flagged as (
    select unit, sum(flags) as flags from flagged_premises where $indicator = '' or indicator = $indicator group by unit
)
select l.unit, l.label, l.street, l.area, l.use, l.businesses, coalesce(s.events, 0)::bigint as events,
       coalesce(g.flags, 0)::bigint as flags, l.lon, l.lat
from listed as l
left join seen as s using (unit)
left join flagged as g using (unit)
where ($sector = '' or list_contains(l.sectors, $sector)) and ($indicator = '' or g.flags > 0)
order by flags desc, events desc, l.label, l.unit
limit $most
