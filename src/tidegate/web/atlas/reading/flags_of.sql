-- Flags on an entity, or that name it beside their subject; none for a natural person, whoever names him.
with own as (
    from flags
    where (subject = $entity or list_contains(others, $entity))
      and not exists (select 1 from nodes as p where p.entity = $entity and p."natural")
),
cited as (select flag, count(*) as rows_cited from evidence where flag in (select flag from own) group by flag)
select f.flag, f.indicator, f.version, f.subject, f.applies_to, f.at, f.strength_bits, f.base_rate, f.population,
       f.false_share, f."values", f.key, f."on", f.others, coalesce(c.rows_cited, 0)::bigint as rows_cited
from own as f
left join cited as c using (flag)
order by f.at desc, f.flag
