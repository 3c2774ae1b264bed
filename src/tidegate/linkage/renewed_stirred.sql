-- Nodes of today from which grouping begins anew: touched, with other records, or near in the run before to one of these
-- or to one that is gone. Where versions of one record with one node belonged to two entities, time had divided them.
-- In: standing, touched, stored_links, stored_entities.
with moved as materialized (
    select node from touched union select node from standing where other or not stays
),
near as (
    select node_r as node from stored_links where weight > 0 and node_l in (select node from moved)
    union
    select node_l from stored_links where weight > 0 and node_r in (select node from moved)
),
entities as materialized (select distinct entity from stored_entities where node in (select node from moved)),
mates as (select distinct node from stored_entities where entity in (select entity from entities)),
divided as (
    select node from stored_entities group by node, record_id having count(distinct entity) > 1
)
select node from (
    select node from moved union select node from near union select node from mates union select node from divided
)
where node in (select node from standing where stays)
order by node
