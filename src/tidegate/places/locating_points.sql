-- Premises with their street and point. Without a point of their own they get the mean of what lies on the same street
-- under numbers that differ by at most $reach (premises, and events that name an address); failing that, of those with the same street and postcode, where these
-- lie close together (a postcode can be a building or half a town). Streets of another town carry its name.
-- Means are of decimals: their sums do not depend on the order in which threads meet the rows.
create or replace temp table placed as
with base as (
    select c.* exclude (street),
           s.label || case when upper(strip_accents(c.city)) <> upper(strip_accents($city)) then ', ' || c.city else '' end
               as street,
           s.street_key || case when upper(strip_accents(c.city)) <> upper(strip_accents($city))
                                then ', ' || upper(strip_accents(c.city)) else '' end as street_key
    from chosen as c left join streets as s on s.street = c.street
),
pointed as (
    select street_key, house_number, lon, lat from base where lon is not null
    union all
    select s.street_key, e.house_number, e.lon, e.lat
    from located_events as e join streets as s on s.street = e.street
    where abs(e.lon) <= 180 and abs(e.lat) <= 90
),
near_numbers as (
    select a.premises, avg(b.lon::decimal(18, 8)) as lon, avg(b.lat::decimal(18, 8)) as lat
    from base as a
    join pointed as b on b.street_key = a.street_key and abs(b.house_number - a.house_number) <= $reach
    where a.lon is null
    group by a.premises
),
same_postcode as (
    select street_key, postal_code, avg(lon::decimal(18, 8)) as lon, avg(lat::decimal(18, 8)) as lat
    from base where lon is not null and street_key is not null and postal_code is not null
    group by street_key, postal_code
    -- 0.003 degrees of latitude are about 330 m
    having max(lat) - min(lat) < 0.003 and max(lon) - min(lon) < 0.003 / cos(radians(avg(lat)))
)
select b.* exclude (lon, lat),
       coalesce(b.lon, n.lon, p.lon) as lon,
       coalesce(b.lat, n.lat, p.lat) as lat,
       case when b.lon is not null then 'register'
            when n.lon is not null then 'numbers nearby'
            when p.lon is not null then 'street and postcode' end as point_from
from base as b
left join near_numbers as n on n.premises = b.premises
left join same_postcode as p on p.street_key = b.street_key and p.postal_code = b.postal_code
order by b.premises
