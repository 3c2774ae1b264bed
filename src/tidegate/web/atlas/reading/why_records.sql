select record_id, register, "schema", row_number, node
from read_parquet($path)
where entity = $entity
order by register, row_number, record_id
limit $most
