-- How many premises and events know each kind of area.
select (select count(neighbourhood) from placed) + (select count(neighbourhood) from located_events) as neighbourhood,
       (select count(area_code) from placed) + (select count(area_code) from located_events) as "areaCode",
       (select count(district) from placed) + (select count(district) from located_events) as district
