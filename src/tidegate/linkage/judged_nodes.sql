-- The nodes of judged pairs of records; a record of several versions has several nodes. In: judged_pairs (l, r), members.
select distinct least(l.node, r.node) as node_l, greatest(l.node, r.node) as node_r
from judged_pairs p
join members l on l.record_id = p.l
join members r on r.record_id = p.r
where l.node <> r.node
order by node_l, node_r
