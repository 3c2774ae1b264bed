-- Who there is. A thing is called what most of its records that still hold call it; of equals, what sorts last.
with named as (
    select entity, arg_max(said, (holding, versions, said)) as caption
    from (
        select entity, said, count(*) filter (known_to is null) > 0 as holding, count(*) as versions
        from told where said is not null group by all
    )
    group by entity
),
within as (
    select entity, register, min(kind) as kind, min(schema) as any_schema,
           -- A company that a deed calls only a legal entity is a company.
           min(schema) filter (schema not in ('LegalEntity', 'Organization')) as schema,
           count(*) as records, min(known_from) as known_from,
           count(*) filter (known_to is null) as holding, max(known_to) as known_to
    from told group by entity, register
)
select entity, min(kind) as kind, coalesce(min(schema), min(any_schema)) as schema, any_value(caption) as caption,
       sum(records)::bigint as records, list_sort(list(register)) as registers, min(known_from) as known_from,
       case when sum(holding) = 0 then max(known_to) end as known_to
from within left join named using (entity)
group by entity
