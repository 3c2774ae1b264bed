-- Findings that are gone without a register. A finding is the same where rule, subject and key are; entities have other
-- ids in another view, so what counts is how many of a rule are left.
with before as (
    select indicator, count(*) as n from confirmed group by indicator
),
after as (
    select indicator, count(*) as n from left_over group by indicator
)
select coalesce(sum(greatest(b.n - coalesce(a.n, 0), 0)), 0)::bigint as lost,
       coalesce(list_sort(list(b.indicator) filter (coalesce(a.n, 0) < b.n)), []::varchar[]) as indicators
from before b left join after a using (indicator)
