-- How often a name tells whose it is: hide the number of what one register knows, and ask the other registers.
-- In: members, nodes; names_of_nodes (a list) and numbers_of_nodes are renamed.
with names as (
    select distinct m.register, n.number, n.name
    from (
        select node, numbers_of_nodes as number, unnest(names_of_nodes) as name
        from nodes where names_of_nodes is not null and numbers_of_nodes is not null
    ) n
    join members m using (node)
),
asked as (
    select a.register, a.number, count(distinct b.number) as bearers, min(b.number) as bearer
    from names a join names b on b.name = a.name and b.register <> a.register
    group by a.register, a.number
)
select count(*) as told, count(*) filter (bearer = number) as right_told
from asked where bearers = 1
