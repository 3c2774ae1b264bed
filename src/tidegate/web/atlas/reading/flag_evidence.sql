select record_id, register, file, row_number, delivery_date
from evidence
where flag = $flag
order by register, delivery_date, file, row_number, record_id
