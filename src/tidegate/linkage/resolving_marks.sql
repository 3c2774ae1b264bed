-- What changes with the entities of the records of a schema, and with what the ids of a register stand for. Rows have no
-- order, so their hashes are put together by sum and by exclusive or.
select 'records of ' || schema as name,
       bit_xor(hash(record_id, entity))::varchar || '-' || sum(hash(entity, record_id)::hugeint)::varchar as mark
from entity_of group by schema
union all
select 'ids of ' || register,
       bit_xor(hash(entity_id, entity))::varchar || '-' || sum(hash(entity, entity_id)::hugeint)::varchar
from refers group by register
