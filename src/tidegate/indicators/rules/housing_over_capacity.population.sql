-- Premises with a permit that says how many people may stay.
select distinct premises as subject
from Permit
where capacity_number > 0 and premises is not null
