-- Points of events that know their area.
select distinct lon, lat,
       case $kind when 'neighbourhood' then neighbourhood when 'areaCode' then area_code else district end as area
from located_events
where lon is not null and lat is not null and area is not null and abs(lon) <= 180 and abs(lat) <= 90
order by all
