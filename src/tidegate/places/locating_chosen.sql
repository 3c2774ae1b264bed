-- One value for each premises and property: what most registers say, then most records, then the latest, then by the
-- alphabet, so that the same records always give the same value.
create or replace temp table chosen as
with picked as (
    select entity, property, value from said
    qualify row_number() over (
        partition by entity, property order by registers desc, records desc, latest desc nulls last, value
    ) = 1
)
select entity as premises,
       max(value) filter (property = 'address') as address,
       max(value) filter (property = 'street') as street,
       max(value) filter (property = 'house_number')::integer as house_number,
       max(value) filter (property = 'postal_code') as postal_code,
       max(value) filter (property = 'city') as city,
       max(value) filter (property = 'neighbourhood') as neighbourhood,
       max(value) filter (property = 'district') as district,
       max(value) filter (property = 'area_code') as area_code,
       max(value) filter (property = 'use') as "use",
       max(value) filter (property = 'floor_area')::double as floor_area,
       split_part(max(value) filter (property = 'point'), ' ', 1)::double as lon,
       split_part(max(value) filter (property = 'point'), ' ', 2)::double as lat
from picked
group by entity
