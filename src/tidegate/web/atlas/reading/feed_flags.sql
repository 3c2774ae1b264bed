-- Flags by area and rule. A flag counts where its subject lies, else at the first place it names.
with named as (
    select flag, indicator, unnest(list_prepend(subject, others)) as entity,
           unnest(range(len(others) + 1)) as number
    from flags
),
placed as (
    select premises as entity, area from places
    union all
    select b.establishment, p.area from businesses as b join places as p using (premises)
),
located as (
    select n.flag, n.indicator, arg_min(p.area, n.number) as area
    from named as n join placed as p using (entity)
    where p.area is not null
    group by n.flag, n.indicator
)
select area, indicator as item, count(*)::bigint as count
from located
group by all
order by all
