-- Events of a place, month by month and kind by kind.
select month, "schema", kind, sum(count)::bigint as events
from events
where case $level when 'premises' then premises when 'street' then street_key when 'cell' then cell else area end = $unit
group by month, "schema", kind
order by month, "schema", kind
