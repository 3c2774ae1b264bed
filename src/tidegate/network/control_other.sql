-- Control that is no share: one row per holder, company and kind.
with counted as (
    select source as holder, target as company, control as "by", max(share) as direct,
           list_sort(list_distinct(flatten(list(record_ids)))) as record_ids,
           list_sort(list_distinct(flatten(list(registers)))) as registers
    from ties
    where share is null or control not in ('ownership', 'beneficial')
    group by all
)
select holder, company, "by", direct, null::double as effective, null::double as commanded,
       false as beneficial, false as majority, 1::bigint as steps, false as circular,
       count(*) over (partition by company, "by") = 1 as alone, record_ids, registers
from counted
