-- Vacant units in which electricity is used.
select premises as subject, record_id
from Vacancy
where try_cast(split_part(summary, ' ', 1) as double) >= 100
