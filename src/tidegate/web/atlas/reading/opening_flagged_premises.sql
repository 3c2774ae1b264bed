-- Flags on premises that may be listed and on the businesses there, by rule.
create or replace temp table flagged_premises as
with spread as (select flag, indicator, unnest(list_prepend(subject, others)) as entity from flags),
named as (
    select premises as entity, premises from places where not personal
    union all
    select establishment, premises from businesses where not sole_trader
)
select s.indicator, n.premises as unit, count(distinct s.flag)::bigint as flags
from spread as s join named as n using (entity)
group by s.indicator, n.premises
