-- Each interest at both of its ends.
create or replace view controls as
select company as entity, c.* from control as c
union all
select holder as entity, c.* from control as c where holder <> company
