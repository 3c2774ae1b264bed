-- Events of the twelve months that end with a month.
select unit, sum(events)::bigint as events
from months
where level = $level and "schema" = $schema and kind = $kind
  and month <= $until::date and month > $until::date - interval 12 month
group by unit
