-- Who controls an entity, and what it controls, by the shortest chain.
with own as (from controls where entity = $entity),
named as (
    select entity, caption, "natural" from nodes
    where entity in (select holder from own union select company from own)
)
select c.holder, c.company, h.caption as holder_caption, p.caption as company_caption,
       coalesce(h."natural", false) as holder_natural, c."by", c.direct, c.effective, c.commanded, c.beneficial,
       c.majority, c.steps, c.circular, c.alone, c.registers
from own as c
left join named as h on h.entity = c.holder
left join named as p on p.entity = c.company
order by c.company <> $entity, c.steps, c.holder, c.company, c."by"
limit $limit
