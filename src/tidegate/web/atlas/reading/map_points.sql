-- Points by which an area or a street is drawn: the middles of built cells, or its premises that are no homes.
with placed as (
    select case $level when 'area' then area else street_key end as unit, lon, lat, cell
    from places where lon is not null
)
select unit, list([lon, lat]) as points
from (
    select unit, avg(lon) as lon, avg(lat) as lat from placed where unit is not null group by unit, cell
    having $level <> 'area' or count(*) >= 2
)
group by unit
