-- More people found than the permit allows.
select i.premises as subject, unnest([i.record_id, p.record_id]) as record_id
from Inspection i join Permit p on p.premises = i.premises
where try_cast(i.findings as double) > p.capacity_number
