-- What happened at premises and establishments, month by month. Homes are not in it: their months would tell of who
-- lives there.
create or replace view happened as
select entity, month, "schema", kind, register, sum(count)::bigint as events
from (
    select premises as entity, month, "schema", kind, register, count from events where premises is not null
      and not exists (select 1 from places as p where p.premises = events.premises and p.personal)
    union all
    select establishment, month, "schema", kind, register, count from events where establishment is not null
)
group by entity, month, "schema", kind, register
