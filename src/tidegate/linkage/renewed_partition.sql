-- Every version of a record with its group: the new one where it was grouped again, else that of its entity.
-- In: all_members, regrouped, new_groups (contract MEMBERS, cluster), stored_entities.
with kept as (
    select record_id, node, any_value(entity) as entity from stored_entities
    where node not in (select node from regrouped)
    group by record_id, node
),
numbered as (
    select entity, (select coalesce(max(cluster), 0) from new_groups) + row_number() over (order by entity) as cluster
    from (select distinct entity from kept)
),
whole as (
    select * from new_groups
    union all by name
    select m.*, n.cluster
    from all_members m
    join kept k on k.record_id = m.record_id and k.node = m.node
    join numbered n on n.entity = k.entity
)
select * from whole order by register, schema, file, row_number, record_id, known_from
