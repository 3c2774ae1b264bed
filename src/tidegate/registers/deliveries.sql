-- What came, changed and went with each delivery, per source and thing.
-- In: versions (as history.sql makes them) and deliveries. What a delivery deletes went only if it stood before.
with came as (
    select source, thing, first_ordinal as ordinal,
           count(*) filter (not changed and not gone) as came,
           count(*) filter (changed and not gone) as changed,
           count(*) filter (changed and gone) as went
    from versions
    group by all
),
ended as (
    select source, thing, last_ordinal + 1 as ordinal, count(*) as went
    from versions
    where kind = 'full' and ordinal_after is distinct from last_ordinal + 1
    group by all
),
both_sides as (
    select source, thing, ordinal, came, changed, went from came
    union all
    select source, thing, ordinal, 0, 0, went from ended
)
select d.source, d.delivery_date, b.thing,
       sum(b.came)::bigint as came, sum(b.changed)::bigint as changed, sum(b.went)::bigint as went
from both_sides b
join deliveries d on d.source = b.source and d.ordinal = b.ordinal
group by d.source, d.delivery_date, d.ordinal, b.thing
order by d.source, d.ordinal, b.thing
