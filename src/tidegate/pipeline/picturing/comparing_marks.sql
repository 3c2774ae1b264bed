-- The latest version of each record that a flag cites and that is still delivered. In: the file $path, cited (record_id).
select record_id, arg_max(content, (coalesce(known_from, date '0001-01-01'), content)) as content,
       max(known_from) as known_from
from read_parquet($path) where record_id in (select record_id from cited)
group by record_id
having count(*) filter (known_to is null) > 0
