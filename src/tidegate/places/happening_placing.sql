-- How the events of each register were placed; what could not be placed, by reason.
select schema, register, list_contains($ways, placed_by) as placed, placed_by as how,
       count(*) as rows, sum(count)::bigint as events
from happenings
group by all
order by schema, register, placed desc, rows desc, how
