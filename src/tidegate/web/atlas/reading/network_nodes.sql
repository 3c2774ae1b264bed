-- Nodes with their place in the drawing and the flags on them; a natural person has neither.
with wanted as (select unnest($entities) as entity),
flagged as (
    select subject as entity, count(*) as flags from flags
    where subject in (select entity from wanted) group by subject
)
select n.entity, n.kind, n.caption, n."natural", n.personal, l.x, l.y,
       case when n."natural" then 0 else coalesce(f.flags, 0) end::bigint as flags
from nodes as n
join wanted as w using (entity)
left join layout as l using (entity)
left join flagged as f using (entity)
order by n.entity
