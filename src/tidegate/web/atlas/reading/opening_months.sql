-- Events by unit and month, of premises only those that may be listed.
create or replace view months as
with said as (
    select area, street_key, cell, premises, month, "schema", unnest(['all', kind]) as kind, count from events
),
levels as (
    select 'area' as level, area as unit, month, "schema", kind, count from said
    union all
    select 'street', street_key, month, "schema", kind, count from said
    union all
    select 'cell', cell, month, "schema", kind, count from said
    union all
    select 'premises', premises, month, "schema", kind, count from said
)
select level, "schema", kind, month, unit, sum(count)::bigint as events
from levels
where unit is not null and (level <> 'premises' or unit in (select unit from listed))
group by level, "schema", kind, month, unit
