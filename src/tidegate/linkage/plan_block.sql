-- The blocks of a rule: those that fit as they are, those that do not by their finer keys, the rest left out (block is null).
-- In: keys and finer_keys (node, key).
with sized as (select node, key, count(*) over (partition by key) as size from keys),
too_large as (select node, key, size from sized where size > $cap),
finer as (
    select f.node, f.key, count(*) over (partition by f.key) as size
    from finer_keys f
    where f.node in (select node from too_large)
)
select node, key as block, size, false as was_split from sized where size > 1 and size <= $cap
union all
select node, key as block, size, true as was_split from finer where size > 1 and size <= $cap
union all
select distinct node, null::ubigint as block, size, true as was_split from too_large
where $cap > 0 and node not in (select node from finer where size <= $cap)
