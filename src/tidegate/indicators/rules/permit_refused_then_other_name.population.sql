-- Applications for permits.
select distinct entity as subject
from Permit
where holder is not null
