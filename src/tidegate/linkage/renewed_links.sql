-- The ends of all pairs: of those that keep their weight, and of those that were scored. In: stored_links, touched, fresh_links.
create or replace temp table ends as
select node_l, node_r, weight from stored_links
where node_l not in (select node from touched) and node_r not in (select node from touched)
union all
select node_l, node_r, weight from fresh_links
