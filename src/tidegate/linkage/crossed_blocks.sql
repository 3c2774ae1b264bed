-- Nodes of blocks that fitted their cap before and do not now, or the other way round: all their pairs are others.
-- In: keys_of_rule and finer_keys_of_rule (node, key), keyed_nodes (node, was, stays).
insert into crossed
with coarse as (
    select k.node, k.key, count(*) filter (n.was) over (partition by k.key) as before,
           count(*) filter (n.stays) over (partition by k.key) as now
    from keys_of_rule k join keyed_nodes n using (node)
),
finer as (
    select f.node, count(*) filter (n.was) over (partition by f.key) as before,
           count(*) filter (n.stays) over (partition by f.key) as now
    from finer_keys_of_rule f join keyed_nodes n using (node)
    where f.node in (select node from coarse where before > $cap or now > $cap)
)
select node from coarse where (before > $cap) <> (now > $cap)
union all
select node from finer where (before > $cap) <> (now > $cap)
