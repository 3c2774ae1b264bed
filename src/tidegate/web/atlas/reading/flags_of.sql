-- Flags on an entity, or that name it beside their subject; none for a natural person, whoever names him.
with spread as (select flag, unnest(list_prepend(subject, others)) as entity from flags)
select f.flag, f.indicator, f.version, f.subject, n.caption, f.applies_to, f.at, f.strength_bits, f.base_rate,
       f.population, f.false_share, f."values", f.key, f."on", f.others,
       (select count(*) from evidence as e where e.flag = f.flag)::bigint as rows_cited
from flags as f
left join nodes as n on n.entity = f.subject and not n."natural"
where f.flag in (select flag from spread where entity = $entity)
  and not exists (select 1 from nodes as p where p.entity = $entity and p."natural")
order by f.at desc, f.flag
