select file, row_number, thing, property, rule
from read_parquet($path)
where ($rule = '' or rule = $rule) and ($whole or thing = '')
order by file, row_number, thing, property
limit $limit offset $offset
