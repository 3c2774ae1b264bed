-- The records of what is grouped again take the place of all. In: all_members, regrouped.
create temp table members as select * from all_members where node in (select node from regrouped)
