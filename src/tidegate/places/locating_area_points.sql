-- Points of events, with their area of one kind where they know it.
select distinct lon, lat,
       case $kind when 'neighbourhood' then neighbourhood when 'areaCode' then area_code when 'district' then district
            end as area
from located_events
where abs(lon) <= 180 and abs(lat) <= 90 and (lon <> 0 or lat <> 0)
order by all
