-- Which entity each record is. Hardly any record has versions in two entities, so the choice between entities, that of
-- most versions and of those the largest id, is made for those alone.
create or replace table entity_of as
with one as materialized (
    select record_id, min(entity) as least, max(entity) as most,
           any_value(kind) as kind, any_value(schema) as schema, any_value(register) as register
    from linked group by record_id
),
parted as (
    select record_id, arg_max(entity, (versions, entity)) as entity
    from (
        select record_id, entity, count(*) as versions
        from linked where record_id in (select record_id from one where least <> most)
        group by all
    )
    group by record_id
)
select record_id, coalesce(parted.entity, least) as entity, kind, schema, register
from one left join parted using (record_id)
