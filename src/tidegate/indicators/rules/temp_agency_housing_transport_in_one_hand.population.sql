-- Temp agencies.
select distinct operator as subject
from Establishment
where operator is not null and list_bool_or(list_transform($agency_sectors, lambda p: starts_with(sectorCode, p)))
