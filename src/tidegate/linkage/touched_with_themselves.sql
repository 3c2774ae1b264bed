-- Touched nodes of several records, and those that have several now, are compared with themselves, as all are in a
-- whole run. In: members, touched, standing, pairs.
insert into pairs
select node, node, $rule::tinyint from members
where node in (select node from touched union all select node from standing where other)
group by node having count(distinct record_id) > 1
