-- The areas of the city side by side. A flag counts where its subject lies, else at the first place it names.
with flagged as (
    select s.flag, arg_min(p.area, s.number) as area
    from (select flag, unnest(list_prepend(subject, others)) as entity,
                 unnest(range(len(others) + 1)) as number from flags) as s
    join (
        select premises as entity, area from places
        union all
        select b.establishment, p.area from businesses as b join places as p using (premises)
    ) as p on p.entity = s.entity
    group by s.flag
),
flag_counts as (select area, count(*) as flags from flagged group by area),
open_now as (
    select p.area, count(*) as businesses, count(distinct b.sector) as sectors
    from businesses as b join places as p using (premises)
    where (b.since is null or b.since <= $on) and (b.until is null or b.until >= $on)
    group by p.area
),
happened as (
    select area, sum(count) filter (where "schema" = 'Report') as reports,
           sum(count) filter (where "schema" = 'Inspection') as inspections
    from events
    where month > $on - interval 12 month
    group by area
),
counted as (
    select area, count(*) filter (not personal) as premises, count(*) filter (personal) as homes
    from places where area is not null group by area
)
select c.area, c.premises::bigint as premises, c.homes::bigint as homes, coalesce(o.businesses, 0)::bigint as businesses,
       coalesce(o.sectors, 0)::bigint as sectors, coalesce(f.flags, 0)::bigint as flags,
       coalesce(h.reports, 0)::bigint as reports, coalesce(h.inspections, 0)::bigint as inspections
from counted as c
left join open_now as o using (area)
left join flag_counts as f using (area)
left join happened as h using (area)
order by c.area
