-- Cells in which the city is built, with enough premises that none of them is told.
select cell as unit, count(*)::bigint as premises, any_value(cell_x) as cell_x, any_value(cell_y) as cell_y,
       (any_value(cell_x) + 0.5) * $cell as x_m, (any_value(cell_y) + 0.5) * $cell as y_m
from places
where cell is not null
group by cell
having count(*) >= $least
order by cell
