-- Doors behind which many businesses are: airports, malls, markets. In: nodes.
select place_door as door, count(distinct name_squashed) as names, count(*) as nodes
from nodes
where place_door is not null
group by place_door
having count(distinct name_squashed) >= $busy
order by names desc, door
