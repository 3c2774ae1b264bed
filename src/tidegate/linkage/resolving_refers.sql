-- Which entity a register's own id of a thing stands for. All versions of a thing are one entity, unless linking
-- parted them; then the entity of most versions, and of those the largest id.
create or replace table refers as
select register, entity_id, arg_max(entity, (versions, entity)) as entity
from (select register, entity_id, entity, count(*) as versions from told group by all)
group by register, entity_id
