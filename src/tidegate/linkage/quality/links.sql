-- The registered establishment that most reference rows of an entity belong to is the link of its other rows.
with placed as (
    select t.*, e.entity
    from truth t
    left join (select distinct register, row_number, entity from entities where schema = $schema) e
           on e.register = t.register and e.row_number = t.row_number
),
home as (
    select entity, establishment as link
    from (
        select entity, establishment, count(*) as held
        from placed
        where register = $reference and entity is not null
        group by all
    )
    qualify row_number() over (partition by entity order by held desc, establishment) = 1
)
select p.register, p.row_number, p.establishment, p.registered, p.hard_orphan, min(h.link) as link
from placed p
left join home h using (entity)
where p.register <> $reference
group by all
order by p.register, p.row_number
