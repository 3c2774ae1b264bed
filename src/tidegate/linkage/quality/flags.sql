-- Registered establishments with at least $at_least of the events, by link and by truth.
with counted as (
    select l.* from links l semi join events e on e.register = l.register and e.row_number = l.row_number
),
flagged as (
    select link as establishment from counted where link is not null group by all having count(*) >= $at_least
),
truly as (
    select establishment from counted where registered group by all having count(*) >= $at_least
)
select (select count(*) from flagged semi join truly using (establishment)) as "right",
       (select count(*) from flagged) as found,
       (select count(*) from truly) as "true"
