-- What came, changed and went with each delivery, per source and thing.
-- In: versions (as history.sql makes them), parts and deliveries. What a delivery deletes went only if it stood before.
with came as (
    select part, first_ordinal as ordinal,
           count(*) filter (not changed and not gone) as came,
           count(*) filter (changed and not gone) as changed,
           count(*) filter (changed and gone) as went
    from versions
    group by all
),
ended as (
    select part, last_ordinal + 1 as ordinal, count(*) as went
    from versions
    where kind = 'full' and ordinal_after is distinct from last_ordinal + 1
    group by all
),
both_sides as (
    select part, ordinal, came, changed, went from came
    union all
    select part, ordinal, 0, 0, went from ended
)
select d.source, d.delivery_date, p.thing,
       sum(b.came)::bigint as came, sum(b.changed)::bigint as changed, sum(b.went)::bigint as went
from both_sides b
join parts p using (part)
join deliveries d on d.source = p.source and d.ordinal = b.ordinal
group by d.source, d.delivery_date, d.ordinal, p.thing
order by d.source, d.ordinal, p.thing
