-- What records of one node weigh against each other leaves `links` for a table of its own. In: links.
create or replace temp table alike as select node_l as node, weight from links where node_l = node_r
