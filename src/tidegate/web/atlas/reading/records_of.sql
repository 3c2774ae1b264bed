-- Versions of the records of one entity, the earliest delivery first.
from read_parquet($path)
where entity = $entity
order by known_from, delivery_date, register, record_id
