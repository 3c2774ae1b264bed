-- Events of the twelve months that end with a month.
select case $level when 'area' then area when 'street' then street_key when 'cell' then cell else premises end as unit,
       sum(count)::bigint as events
from events
where "schema" = $schema and ($kind = 'all' or kind = $kind)
  and month <= $until::date and month > $until::date - interval 12 month
group by 1
