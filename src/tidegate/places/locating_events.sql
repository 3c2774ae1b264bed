-- Where events say that they happened: what streets, points and areas are also known from. One row for each wording.
create or replace temp table located_events as
with said as (
    select * from incident_records where known_from is null or known_from <= $on
    union all
    select * from report_records where known_from is null or known_from <= $on
),
wordings as (
    select trim(street) as street_said, trim(location) as location, longitude_number as lon, latitude_number as lat,
           neighbourhood, district, areaCode as area_code, count(*) as uses
    from said group by all
),
places as (
    select street_said, location,
           coalesce(nullif(street_said, ''), street_of(location, $city)) as street, number_of(location) as house_number
    from (select distinct street_said, location from wordings)
)
select w.*, p.street, p.house_number
from wordings as w
join places as p on p.street_said is not distinct from w.street_said and p.location is not distinct from w.location
