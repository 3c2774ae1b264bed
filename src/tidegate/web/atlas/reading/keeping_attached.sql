create table kept.attached as
from attachments order by entity, bits, register, file, row_number, record_id
