-- Events by area, kind and year; what lies in no area is left out.
select area, "schema" as sort, kind as item, year(month)::bigint as year, sum(count)::bigint as count
from events
where area is not null and kind is not null
group by all
order by all
