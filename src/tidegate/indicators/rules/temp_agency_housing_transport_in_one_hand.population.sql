-- Temp agencies.
select distinct operator as subject
from Establishment
where operator is not null and regexp_matches(sectorCode, $agency_sectors)
