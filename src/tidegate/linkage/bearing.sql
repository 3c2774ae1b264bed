-- Give every node the column bearer_of_nodes: its own number, or that of the only one that bears its name.
-- In: nodes; names_of_nodes (a list), numbers_of_nodes and bearer_of_nodes are renamed.
create or replace temp table nodes_borne as
with names as (
    select node, numbers_of_nodes as number, unnest(names_of_nodes) as name
    from nodes where names_of_nodes is not null
),
bearers as (
    select distinct name, number from names where number is not null
),
found as (
    select n.node, min(b.number) as number
    from names n join bearers b using (name)
    where n.number is null and $holds
    group by n.node
    having count(distinct b.number) = 1
)
select n.*, coalesce(n.numbers_of_nodes, f.number) as bearer_of_nodes
from nodes n left join found f using (node)
