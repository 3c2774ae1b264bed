-- The nodes that are compared. In: pairs, all_nodes.
create or replace temp table nodes as
select * exclude (was, stays) from all_nodes
where node in (select node_l from pairs union select node_r from pairs)
