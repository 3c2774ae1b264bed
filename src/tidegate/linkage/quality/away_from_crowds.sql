-- Judged rows without those at a place that carries $names different names or more.
with at_place as (
    select distinct register, row_number, place, regexp_replace(upper(name), '[^\p{L}\p{N}]', '', 'g') as name
    from named
    where place is not null
),
crowded as (
    select place from at_place group by place having count(distinct name) >= $names
)
select j.*
from judged j
where not exists (
    select 1 from at_place a join crowded using (place)
    where a.register = j.register and a.row_number = j.row_number
)
