-- Who there is. A thing is called what most of its records that still hold call it; of equals, what sorts first.
with told as (
    select l.entity, l.kind, l.schema, l.register, things.known_from, things.known_to,
           coalesce(things.name, things.place) as said
    from things
    join (
        select record_id, any_value(kind) as kind, any_value(schema) as schema, any_value(register) as register,
               any_value(e.entity) as entity
        from linked join entity_of as e using (record_id) group by record_id
    ) as l using (record_id)
),
named as (
    select entity, arg_max(said, (holding, versions, said)) as caption
    from (
        select entity, said, count(*) filter (known_to is null) > 0 as holding, count(*) as versions
        from told where said is not null group by all
    )
    group by entity
)
select told.entity, min(told.kind) as kind,
       -- A company that a deed calls only a legal entity is a company.
       coalesce(min(told.schema) filter (told.schema not in ('LegalEntity', 'Organization')), min(told.schema)) as schema,
       any_value(named.caption) as caption, count(*) as records,
       list_sort(list_distinct(list(told.register))) as registers,
       min(told.known_from) as known_from,
       case when count(*) filter (told.known_to is null) = 0 then max(told.known_to) end as known_to
from told left join named using (entity)
group by told.entity
