-- Pairs within some bits of the line that nobody judged.
with near as (
    select node_l, node_r from read_parquet($links) where abs(weight - $line) <= $near
),
said as (
    select record_id, node from read_parquet($entities)
    where record_id in (select record_l from judged union select record_r from judged)
),
asked as (
    select distinct least(l.node, r.node) as node_l, greatest(l.node, r.node) as node_r
    from judged as j join said as l on l.record_id = j.record_l join said as r on r.record_id = j.record_r
)
select count(*)::bigint as pairs
from near anti join asked on least(near.node_l, near.node_r) = asked.node_l
    and greatest(near.node_l, near.node_r) = asked.node_r
