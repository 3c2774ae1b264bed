-- Who a record belongs to where registers part what names cannot: of two businesses that stood one after the other at
-- one door under one name, the one that was there on the day.
-- In: members, links, grouped (node, cluster, owner; owner -1: no register says whose it is), exempt (record_id).
with ends as (
    select node_l as node, node_r as other, weight from links where weight >= $join
    union all
    select node_r, node_l, weight from links where weight >= $join
),
direct as (
    select e.node, o.cluster, max(e.weight) as weight
    from ends e
    join grouped n on n.node = e.node and n.owner = -1
    join grouped o on o.node = e.other and o.owner >= 0
    group by e.node, o.cluster
),
near as (
    select node, cluster, weight from direct
    qualify weight >= max(weight) over (partition by node) - $margin
),
contested as (
    select n.node from near n join grouped g on g.node = n.node
    group by n.node
    having count(*) > 1 or bool_or(n.cluster <> g.cluster)
),
spans as (
    select distinct g.cluster, m.valid_from, m.valid_to
    from members m join grouped g on g.node = m.node and g.owner >= 0
    where g.cluster in (select cluster from near where node in (select node from contested))
),
records as (
    select m.record_id, m.known_from, m.node, m.valid_from, coalesce(m.valid_to, m.valid_from) as valid_to
    from members m
    where m.node in (select node from contested) and m.record_id not in (select record_id from exempt)
),
weighed as (
    select r.record_id, r.known_from, n.cluster, n.weight,
           min(case when r.valid_from is null then 0
                    else greatest(0, coalesce(s.valid_from - r.valid_to, 0), coalesce(r.valid_from - s.valid_to, 0)) end) as days
    from records r
    join near n on n.node = r.node
    left join spans s on s.cluster = n.cluster
    group by r.record_id, r.known_from, n.cluster, n.weight
)
select record_id, known_from, cluster
from weighed
qualify row_number() over (partition by record_id, known_from order by days, weight desc, cluster) = 1
