-- Events with all that may place them: the premises they name, the premises at the address they name where there is
-- only one, their own point, the mean point of the numbers they name ("Aalbesstraat 1-24", "031XX N ST LOUIS AVE").
with records as (
    select 'Incident' as schema, * from event_incident
    union all select 'Inspection', * from event_inspection
    union all select 'Measure', * from event_measure
    union all select 'Report', * from event_report
),
known as (
    select schema, record_id, register, entity as event, premises, establishment,
           category, topic, result,
           case schema
               when 'Incident' then category
               when 'Report' then coalesce(category, topic)
               when 'Inspection' then coalesce(result, inspectionType)
               else coalesce(measureType, reason)
           end as kind,
           date_trunc('month', coalesce(date_from, decisionDate_from, startDate_from, valid_from))::date as month,
           -- a row without a number stands for one event
           greatest(coalesce(round(count_number), 1), 0)::bigint as count,
           trim(street) as street_said, trim(coalesce(location, street || ' ' || houseNumber)) as location,
           trim(houseNumber) as house_number, longitude_number as lon, latitude_number as lat,
           case $kind when 'neighbourhood' then neighbourhood when 'areaCode' then areaCode when 'district' then district
                end as area
    from records
    where (known_from is null or known_from <= $on) and (known_to is null or known_to > $on)
),
wordings as (
    select street_said, location, house_number,
           coalesce(nullif(street_said, ''), street_of(location, $city)) as street,
           coalesce(nullif(house_number, ''), location) as numbers
    from (select distinct street_said, location, house_number from known)
    where street_said <> '' or location <> ''
),
parsed as (
    select w.*, s.street_key, s.label,
           try_cast(nullif(regexp_extract(numbers, '(\d+)\s*-\s*(\d+)', 1), '') as integer) as range_low,
           try_cast(nullif(regexp_extract(numbers, '(\d+)\s*-\s*(\d+)', 2), '') as integer) as range_high,
           try_cast(nullif(regexp_extract(numbers, '^(\d+)[xX]{2}', 1), '') as integer) * 100 as block,
           coalesce(try_cast(house_number as integer), number_of(location)) as number
    from wordings as w left join streets as s on s.street = w.street
),
spans as (
    select *, coalesce(range_low, block, number) as low, coalesce(range_high, block + 99, number) as high,
           range_low is null and block is null as exact
    from parsed
),
addresses as (
    select street_key, house_number, min(premises) as premises
    from places where street_key is not null and house_number is not null
    group by street_key, house_number having count(*) = 1
),
stretches as (
    select s.street_key, s.low, s.high, avg(p.x_m::decimal(18, 3)) as x_m, avg(p.y_m::decimal(18, 3)) as y_m
    from (select distinct street_key, low, high from spans where low is not null) as s
    join places as p on p.street_key = s.street_key and p.house_number between s.low and s.high
    where p.x_m is not null
    group by all
),
sites as (
    select establishment, min(premises) as premises
    from businesses where premises is not null group by establishment having count(*) = 1
)
select k.* exclude (street_said, location, house_number, premises, kind),
       coalesce(k.kind, 'not stated') as kind,
       p.premises,
       coalesce(k.premises, e.premises) is not null and own.premises is null as strange,
       own.premises is null and a.premises is not null as by_address,
       coalesce(p.street_key, s.street_key) as street_key, coalesce(p.street, s.label) as street,
       p.x_m as premises_x, p.y_m as premises_y, p.area as premises_area, h.x_m as stretch_x, h.y_m as stretch_y
from known as k
left join spans as s
    on s.street_said is not distinct from k.street_said and s.location is not distinct from k.location
    and s.house_number is not distinct from k.house_number
left join sites as e on k.premises is null and e.establishment = k.establishment
left join places as own on own.premises = coalesce(k.premises, e.premises)
left join addresses as a on s.exact and a.street_key = s.street_key and a.house_number = s.low
left join places as p on p.premises = coalesce(own.premises, a.premises)
left join stretches as h on h.street_key = s.street_key and h.low = s.low and h.high = s.high
order by k.schema, k.register, k.record_id
