-- All pairs with their parts. In: stored_links, touched, fresh_links, rule_names.
select * from stored_links
where node_l not in (select node from touched) and node_r not in (select node from touched)
union all by name
select l.* exclude (rule), r.block from fresh_links l left join rule_names r on r.rule = l.rule
