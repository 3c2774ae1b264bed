-- Blocks of a rule that lie in more than $regions regions, now or before. In: keys_of_rule (node, key), regions.
create or replace temp table wide_keys_of_rule as
select key, count(distinct region) filter (was) > $regions as before, count(distinct region) filter (stays) > $regions as now
from keys_of_rule join regions using (node)
where region is not null
group by key
having count(distinct region) > $regions
