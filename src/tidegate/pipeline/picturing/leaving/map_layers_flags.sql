-- Flagged situations at the place of their subject, or at the first place they name.
with named as (
    select f.flag, list_prepend(f.subject, f.others) as entities from flags f
),
spread as (
    select flag, unnest(entities) as entity, unnest(range(len(entities))) as number from named
),
placed as (
    select s.flag, arg_min(p.x_m, s.number) as x_m, arg_min(p.y_m, s.number) as y_m, arg_min(p.address, s.number) as address
    from spread s join places p on p.premises = s.entity
    where p.x_m is not null
    group by s.flag
)
select f.flag, f.indicator, f.version, f.subject, f.applies_to, f.at, f."values", f.strength_bits, f.base_rate,
       p.address, p.x_m, p.y_m
from flags f left join placed p using (flag)
order by f.flag
