-- Each interest at both of its ends, in order of entities.
create table kept.controls as
select company as entity, c.* from control as c
union all
select holder as entity, c.* from control as c where holder <> company
order by entity, steps, holder, company, "by"
