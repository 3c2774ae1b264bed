-- The records of the direct ties between two ends.
select source as holder, target as company, list_sort(list_distinct(flatten(list(record_ids)))) as record_ids
from ties group by all
