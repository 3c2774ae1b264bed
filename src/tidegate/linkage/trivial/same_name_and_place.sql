-- Same name and same place as a registered business, or else as each other.
with registered as (
    select place, owner, unnest(names) as name from placed where register = $reference and place is not null
),
known as (
    select place, name, owner from (select place, name, owner, count(*) as held from registered group by all)
    qualify row_number() over (partition by place, name order by held desc, owner) = 1
),
named as (
    select register, row_number, place, unnest(names) as name from placed where register <> $reference
),
hit as (
    select n.register, n.row_number, min(k.owner) as owner
    from named n join known k using (place, name)
    group by all
)
select p.register, p.row_number, p.schema,
       coalesce(
           p.place || ' / ' || if(p.register = $reference, p.owner, h.owner),
           p.place || ' / name ' || p.first_name,
           'alone: ' || p.register || ' ' || p.row_number
       ) as entity
from placed p
left join hit h on h.register = p.register and h.row_number = p.row_number
