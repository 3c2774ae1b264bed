-- Places of one level with what is seen and expected there, and the flags on what lies there.
with named as (
    select premises as entity, area, street_key as street, cell, premises from places where not personal
    union all
    select b.establishment, p.area, p.street_key, p.cell, p.premises
    from businesses as b join places as p using (premises)
    where not p.personal and not b.sole_trader
),
spread as (
    select flag, unnest(list_prepend(subject, others)) as entity from flags
    where $indicator = '' or indicator = $indicator
),
flagged as (
    select case $level when 'area' then n.area when 'street' then n.street else n.cell end as unit,
           count(distinct s.flag) as flags
    from spread as s join named as n using (entity) group by 1
),
trading as (
    select distinct case $level when 'area' then p.area when 'street' then p.street_key else p.cell end as unit
    from businesses as b join places as p using (premises)
    where $sector <> '' and b.sector = $sector and b.until is null
),
corners as (
    select cell as unit, any_value(cell_x) as cell_x, any_value(cell_y) as cell_y from places
    where $level = 'cell' group by cell
)
select h.unit, h.label, h.premises, h.businesses, h.events, h.expected, h.shrunk as ratio, h.low, h.high, h.gi_q,
       coalesce(f.flags, 0)::bigint as flags, (c.cell_x + 0.5) * $cell as x_m,
       (c.cell_y + 0.5) * $cell as y_m
from hotspots as h
left join flagged as f using (unit)
left join corners as c using (unit)
where h.level = $level and h."schema" = $schema and h.kind = $kind
  and ($sector = '' or h.unit in (select unit from trading))
  and ($indicator = '' or f.flags > 0)
  and (h.level <> 'cell' or c.cell_x is not null)
order by h.low desc, h.unit
