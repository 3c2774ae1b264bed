-- Establishments that are open.
select distinct entity as subject
from Establishment
where endDate_from is null or endDate_from > $on
