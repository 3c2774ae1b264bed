-- What an entity is: from the network where that is drawn, else from who is who.
select coalesce(n.entity, e.entity) as entity, coalesce(n.kind, e.kind) as kind, coalesce(n."schema", e."schema") as "schema",
       coalesce(n.caption, e.caption) as caption, coalesce(n."natural", e.kind = 'person') as "natural",
       coalesce(n.personal, e.kind = 'person') as personal, n.because, coalesce(n.registers, e.registers) as registers,
       e.kind as model, e.records, e.known_from, e.known_to
from (select * from nodes where entity = $entity) as n
full join (select * from entities where entity = $entity) as e using (entity)
