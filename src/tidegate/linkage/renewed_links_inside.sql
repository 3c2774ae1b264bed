-- The pairs among what is grouped again. In: ends, regrouped.
create or replace temp table links as
select * from ends
where node_l in (select node from regrouped) and node_r in (select node from regrouped)
