-- All nodes with what they can be compared by, and whether they were there and stay. In: standing, stored_nodes, fresh_nodes.
create or replace temp view all_nodes as
select n.node, s.records, n.* exclude (node), s.was, s.stays
from (
    select * exclude (records) from stored_nodes
    union all by name
    select * exclude (records) from fresh_nodes where node not in (select node from standing where was)
) n
join standing s using (node)
