-- Which entity a register's own id of a thing stands for. All versions of a thing are one entity, unless linking
-- parted them; then the entity of most versions, and of those the smallest id.
create or replace table refers as
select register, entity_id, arg_max(entity, (versions, entity)) as entity
from (
    select things.register, things.entity_id, l.entity, count(*) as versions
    from things join entity_of as l using (record_id)
    group by all
)
group by register, entity_id
