-- What entities are called, as far as the picture holds their names.
select n.entity, n.caption, n.kind, n."natural", n.personal
from nodes as n
where n.entity in (select unnest($entities))
