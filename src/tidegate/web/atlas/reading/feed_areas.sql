select distinct area from places where area is not null order by area
