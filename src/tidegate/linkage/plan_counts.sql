-- What the blocks of a rule come to. In: block_of_rule (as plan_block.sql makes it), keys.
with sizes as (select block, count(*) as size, any_value(was_split) as was_split from block_of_rule where block is not null group by block),
before as (select key, count(*) as size from keys group by key)
select (select count(*) from sizes) as blocks,
       (select max(size) from before) as largest,
       (select count(*) from before where size > $cap) as split,
       (select count(distinct size) from block_of_rule where block is null) as left_out,
       (select count(*) from block_of_rule where block is null) as nodes_left_out,
       (select sum(size * (size - 1) // 2) from sizes) as pairs
