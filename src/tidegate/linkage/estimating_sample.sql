-- So many links of each stratum, chosen by lot; and decoys: a left and a right side that no link joins.
-- In: banded (links with their stratum), entities. The lot is drawn by a hash, so that the order of rows does not matter.
with lots as (
    select *,
           count(*) over (partition by stratum) as population,
           row_number() over (partition by stratum order by md5(concat_ws(':', $seed, node_l, node_r))) as place
    from banded
),
picked as (select * from lots where place <= $per_stratum),
decoys as (
    select a.stratum, null::bigint as population, true as decoy, a.node_l, b.node_r, null::double as weight
    from picked as a
    join picked as b
        on b.stratum = a.stratum and b.place = a.place % least(a.population, $per_stratum) + 1 and a.node_l <> b.node_r
    anti join banded as l
        on l.node_l = least(a.node_l, b.node_r) and l.node_r = greatest(a.node_l, b.node_r)
    order by md5(concat_ws(':', $seed, 'decoy', a.node_l, b.node_r))
    limit $decoys
),
chosen as (
    select stratum, population, false as decoy, node_l, node_r, weight from picked union all select * from decoys
),
wanted as (select node_l as node from chosen union select node_r from chosen),
nodes as (select node, min(record_id) as record from entities semi join wanted using (node) group by node)
select b.stratum, b.population, b.decoy, b.node_l, b.node_r, l.record as record_l, r.record as record_r, b.weight
from chosen as b
join nodes as l on l.node = b.node_l
join nodes as r on r.node = b.node_r
order by b.stratum, b.decoy, b.node_l, b.node_r
