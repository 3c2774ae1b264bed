-- The registered business at the same place whose name is most alike, however unlike.
with registered as (
    select distinct place, owner, unnest(names) as name
    from placed
    where register = $reference and place is not null and owner is not null
),
asked as (select distinct place, names from placed where register <> $reference),
spelt as (select place, names, unnest(names) as name from asked),
alike as (
    select s.place, s.names, r.owner, max(jaro_winkler_similarity(s.name, r.name)) as likeness
    from spelt s join registered r using (place)
    group by all
),
best as (
    select place, names, owner from alike
    qualify row_number() over (partition by place, names order by likeness desc, owner) = 1
)
select p.register, p.row_number, p.schema,
       coalesce(
           p.place || ' / ' || if(p.register = $reference, p.owner, b.owner),
           p.place || ' / name ' || p.first_name,
           'alone: ' || p.register || ' ' || p.row_number
       ) as entity
from placed p
left join best b on p.register <> $reference and b.place = p.place and b.names = p.names
