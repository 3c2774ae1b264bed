-- Blocks of a rule that lie in more than $regions regions, now or before. In: keys_of_rule (node, key), regions.
create or replace temp table wide_keys_of_rule as
with lying as (
    select k.key, r.region, bool_or(r.was) as was, bool_or(r.stays) as stays
    from keys_of_rule k join regions r on r.node = k.node
    where r.region is not null
    group by k.key, r.region
)
select key, count(*) filter (was) > $regions as before, count(*) filter (stays) > $regions as now
from lying
group by key
having count(*) > $regions
