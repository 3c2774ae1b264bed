select rule, thing, property, min(mend) as mend, count(*)::bigint as count
from read_parquet($path)
where $whole or thing = ''
group by rule, thing, property
order by count desc, rule, thing, property
