-- Each writing of a street with its key. A street written without its type ("W TAYLOR") is the one with a type where
-- the city has only one such; the label is the writing that most premises and events use.
create or replace temp table streets as
with written as (
    select street, sum(uses) as uses from (
        select street, 1 as uses from chosen
        union all
        select street, uses from located_events
    )
    where street is not null group by street
),
keyed as (select street, uses, street_key(street) as plain from written),
typed as (
    select regexp_replace(plain, ' (AVE|ST|BLVD|RD|DR|PL|LN|CT|PKWY|HWY|WAY|TER|SQ|PLZ)$', '') as stem,
           min(plain) as full_name
    from (select distinct plain from keyed)
    where regexp_matches(plain, ' (AVE|ST|BLVD|RD|DR|PL|LN|CT|PKWY|HWY|WAY|TER|SQ|PLZ)$')
    group by 1 having count(*) = 1
)
select k.street, coalesce(t.full_name, k.plain) as street_key,
       first_value(k.street) over (
           partition by coalesce(t.full_name, k.plain) order by (t.full_name is null) desc, k.uses desc, k.street
       ) as label
from keyed as k left join typed as t on t.stem = k.plain
where k.plain <> ''
