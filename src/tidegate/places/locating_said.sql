-- What the registers say of each premises: one row per premises, property and value, with who says so. Records that
-- are still known speak; where none is, all that ever were. Writings of one street are one value.
create or replace temp table said as
with versions as (
    select *, known_to is null or known_to > $on as current
    from premises_records
    where known_from is null or known_from <= $on
),
speaking as (
    select * from versions
    qualify current or not bool_or(current) over (partition by entity)
),
-- One row for each wording instead of each record: a register of payments repeats an address ten thousand times.
wordings as (
    select entity, register, trim(address) as address, trim(street) as street, houseNumber as house_number,
           trim(postalCode) as postal_code, trim(city) as city, neighbourhood, district, areaCode as area_code,
           "use", floorArea_number as floor_area, longitude_number as lon, latitude_number as lat,
           count(*) as records, max(known_from) as latest
    from speaking group by all
),
worded as (
    select entity, register, records, latest, address,
           coalesce(nullif(street, ''), street_of(address, $city)) as street,
           coalesce(try_cast(nullif(regexp_extract(house_number, '^\s*(\d+)', 1), '') as integer),
                    number_of(address))::varchar as house_number,
           upper(postal_code) as postal_code, city, neighbourhood, district, area_code, "use",
           floor_area::varchar as floor_area,
           case when abs(lon) <= 180 and abs(lat) <= 90 and (lon <> 0 or lat <> 0)
                then lon::varchar || ' ' || lat::varchar end as point
    from wordings
)
select entity, property, value, count(distinct register) as registers, sum(records) as records, max(latest) as latest
from (
    unpivot worded
    on address, street, house_number, postal_code, city, neighbourhood, district, area_code, "use", floor_area, point
    into name property value value
)
where value <> ''
group by all
