-- Who controls an entity, and what it controls, by the shortest chain.
select c.holder, c.company, h.caption as holder_caption, p.caption as company_caption,
       coalesce(h."natural", false) as holder_natural, c."by", c.direct, c.effective, c.commanded, c.beneficial,
       c.majority, c.steps, c.circular, c.alone, c.registers
from control as c
left join nodes as h on h.entity = c.holder
left join nodes as p on p.entity = c.company
where c.company = $entity or c.holder = $entity
order by c.company <> $entity, c.steps, c.holder, c.company, c."by"
limit $limit
