-- A node of several records is compared with itself: do its records say enough to be one thing? In: members, pairs.
insert into pairs
select node, node, $rule::tinyint from members group by node having count(distinct record_id) > 1
