-- Nodes that are versions of one record, each tied to the record's first one. In: members.
with versions as (select record_id, node, min(node) over (partition by record_id) as first_node from members)
select distinct first_node as node_l, node as node_r from versions where node <> first_node order by node_l, node_r
