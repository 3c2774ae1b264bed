-- Flags, the latest first, with what their subject is called. Subjects are never natural persons.
select f.flag, f.indicator, f.version, f.subject, n.caption, f.applies_to, f.at, f.strength_bits, f.base_rate,
       f.population, f.false_share, f."values", f.key, f."on", f.others,
       (select count(*) from evidence as e where e.flag = f.flag)::bigint as rows_cited
from flags as f
left join nodes as n on n.entity = f.subject and not n."natural"
where ($indicator = '' or f.indicator = $indicator) and ($flag = '' or f.flag = $flag)
order by f.at desc, f.flag
