-- One pattern under one way of looking: what is planted, what is found, and the doors it costs.
with own as (
    select * from instances where pattern = $pattern
),
hit as (
    select * from hits where pattern = $pattern
),
touched as (
    select distinct own.instance, own.role, hit.subject from own join hit using (record_id)
)
select (select count(distinct instance) from own where role = 'true') as "true",
       (select count(distinct instance) from touched where role = 'true') as found,
       (select count(distinct instance) from own where role <> 'true') as alike,
       (select count(distinct instance) from touched where role <> 'true') as wrong,
       (select count(distinct subject) from hit) as doors,
       (select count(distinct subject) from hit where subject not in (select subject from touched)) as elsewhere
