-- What all scores of a partition are made of, by size n of a group: of the groups that are one in both partitions
-- (cell), of the entities (found) and of the true ones (true). Few rows of whole numbers. `across` counts pairs of
-- register $left with the rest. $left empty: all registers; $schema empty: all schemas.
with cell as materialized (
    select entity, true_id, sum(n)::bigint as n, sum(if(register = $left, n, 0))::bigint as n_l
    from cells
    where ($left = '' or register in ($left, $right)) and ($schema = '' or schema = $schema)
    group by all
),
found as (select sum(n)::bigint as n, sum(n_l)::bigint as n_l, sum(n * n) as squares from cell group by entity),
truly as (select sum(n)::bigint as n, sum(n_l)::bigint as n_l, sum(n * n) as squares from cell group by true_id),
grouped as (
    select 'cell' as side, n, n_l, 0 as squares from cell
    union all select 'found', * from found
    union all select 'true', * from truly
)
select side, n as size, count(*) as groups, sum(n_l * (n - n_l))::bigint as across, sum(squares)::bigint as squares
from grouped
group by side, n
