-- Events of an entity, month by month; of homes none, for their months would tell of who lives there.
select month, "schema", kind, register, events
from happened
where entity = $entity
  and not exists (select 1 from places as p where p.premises = $entity and p.personal)
order by month desc, "schema", kind, register
limit $limit
