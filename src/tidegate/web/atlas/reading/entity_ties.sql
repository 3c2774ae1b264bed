-- Ties of an entity, those in force first, then by kind and day; with the other end and the row that says so.
with own as (from ends where entity = $entity and ($kind = '' or kind = $kind)),
named as (select entity, caption, kind, "natural", personal from nodes where entity in (select other from own))
select o.tie, o.other, o.way, n.caption, n.kind as other_kind, coalesce(n."natural", false) as "natural",
       coalesce(n.personal, false) as personal, o.kind, o.role, o.control, o.share, o.amount, o.currency, o.lasting,
       o.valid_from, o.valid_to, o.register, o.file, o.row_number, o.record_id, o.bits, o.registers,
       o.lasting and o.known_to is null and (o.valid_from is null or o.valid_from <= $on)
       and (o.valid_to is null or o.valid_to >= $on) as in_force
from own as o
left join named as n on n.entity = o.other
order by in_force desc, o.kind, coalesce(o.valid_to, o.valid_from) desc, o.tie
limit $limit offset $offset
