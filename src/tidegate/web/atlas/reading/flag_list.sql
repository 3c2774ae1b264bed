-- Flags, the latest first. Subjects are never natural persons.
with cited as (select flag, count(*) as rows_cited from evidence group by flag)
select f.flag, f.indicator, f.version, f.subject, f.applies_to, f.at, f.strength_bits, f.base_rate, f.population,
       f.false_share, f."values", f.key, f."on", f.others, coalesce(c.rows_cited, 0)::bigint as rows_cited
from flags as f
left join cited as c using (flag)
where ($indicator = '' or f.indicator = $indicator) and ($flag = '' or f.flag = $flag)
order by f.at desc, f.flag
