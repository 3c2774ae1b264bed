-- What records of one node weigh against each other: fresh where it was weighed again. A node that has one
-- record left weighs nothing against itself. In: stored_alike, fresh_alike, members.
create or replace temp table alike as
select node, weight from stored_alike
where node not in (select node from fresh_alike)
and node in (select node from members group by node having count(distinct record_id) > 1)
union all
select node, weight from fresh_alike
