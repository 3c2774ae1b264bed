-- Premises where a business ended.
select distinct premises as subject
from Establishment_history
where endDate_from is not null and premises is not null
