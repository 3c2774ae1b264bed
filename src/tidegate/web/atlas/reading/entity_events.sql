-- Events of an entity, month by month; homes have none here.
select month, "schema", kind, register, events
from happened
where entity = $entity
order by month desc, "schema", kind, register
limit $limit
