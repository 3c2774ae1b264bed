-- What an entity is: from the network where that is drawn, else from who is who.
with n as (from nodes where entity = $entity), e as (from entities where entity = $entity)
select coalesce(n.entity, e.entity) as entity, coalesce(n.kind, e.kind) as kind, coalesce(n."schema", e."schema") as "schema",
       coalesce(n.caption, e.caption) as caption, coalesce(n."natural", e.kind = 'person') as "natural",
       coalesce(n.personal, e.kind = 'person') as personal, n.because, coalesce(n.registers, e.registers) as registers,
       e.kind as model, e.records, e.known_from, e.known_to
from n full join e using (entity)
