-- Which records are held to be the entity, the weakest link first.
select register, file, row_number, record_id, bits
from attached
where entity = $entity
order by bits, register, file, row_number, record_id
limit $limit
