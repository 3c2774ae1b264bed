-- Garages and car rental without a permit.
select entity as subject, record_id
from Establishment
where known_to is null and sector ilike '%auto%' and operator not in (select holder from Permit where holder is not null)
