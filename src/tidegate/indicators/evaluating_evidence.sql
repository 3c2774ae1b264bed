-- The row that proves a flag: of a record's versions known on the day the latest, of equal ones the first in the files.
with cited as (
    select flag, unnest("rows") as record_id from fired_flags
),
told as (
    select record_id, register, file, row_number, delivery_date
    from fired_records
    where record_id in (select record_id from cited)
    qualify row_number() over (
        partition by record_id order by known_from desc nulls last, register, file, row_number
    ) = 1
)
select flag, record_id, register, file, row_number, delivery_date
from cited join told using (record_id)
order by flag, record_id
