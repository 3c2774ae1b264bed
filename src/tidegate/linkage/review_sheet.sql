-- Pairs as a judge may see them: another order and other sides per judge, nothing else.
with lots as (
    select record_l, record_r, md5(concat_ws(':', $seed, $judge, least(record_l, record_r), greatest(record_l, record_r))) as lot
    from pairs
)
select row_number() over (order by lot, least(record_l, record_r)) as number,
       case when right(lot, 1) < '8' then least(record_l, record_r) else greatest(record_l, record_r) end as record_l,
       case when right(lot, 1) < '8' then greatest(record_l, record_r) else least(record_l, record_r) end as record_r
from lots
order by number
