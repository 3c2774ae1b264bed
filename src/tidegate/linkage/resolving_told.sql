-- What each version of a linked thing says of its entity.
create or replace table told as
select e.register, things.entity_id, e.entity, e.kind, e.schema, things.known_from, things.known_to, things.said
from things join entity_of as e using (record_id)
