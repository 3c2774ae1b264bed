-- Leave aside what was linked but is not known on the day. In: linked, things (only what is known).
create or replace table linked as
select linked.* from linked semi join things using (record_id, register, file, row_number)
