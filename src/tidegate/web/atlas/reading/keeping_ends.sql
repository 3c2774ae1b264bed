-- Each tie at both of its ends, in order of entities, with an index: a page about one entity reads its rows alone.
create table kept.ends as
select target as entity, source as other, 'to it' as way, t.* from ties as t where source <> target
union all
select source as entity, target as other, 'from it' as way, t.* from ties as t where source <> target
order by entity, tie
