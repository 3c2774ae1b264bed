-- Each tie at both of its ends.
create or replace view ends as
select target as entity, source as other, 'to it' as way, t.* from ties as t where source <> target
union all
select source as entity, target as other, 'from it' as way, t.* from ties as t where source <> target
