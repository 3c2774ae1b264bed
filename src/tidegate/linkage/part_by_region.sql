-- The keys of a rule, those of blocks that lie in many regions parted by region; who tells no region has none there.
-- In: keys_of_rule (node, key), wide_keys_of_rule, regions; block_of_key is the column with the key of the whole block.
create or replace temp table keys_of_rule as
select k.node, case when w.key is null then k.key else hash(k.key, r.region) end as key
from keys_of_rule k
left join wide_keys_of_rule w on w.key = k.block_of_key and w.now
left join regions r on r.node = k.node
where w.key is null or r.region is not null
