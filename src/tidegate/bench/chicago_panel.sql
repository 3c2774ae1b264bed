-- Incidents per cell of a grid, month and kind; a cell is named by its column and row.
select kind,
       strftime("on", '%Y-%m') as period,
       floor(x_m / $cell_m)::bigint as column_no,
       floor(y_m / $cell_m)::bigint as row_no,
       count(*) as incidents
from incidents
where "on" >= $first and "on" < $until and x_m is not null and y_m is not null
group by all
order by all
