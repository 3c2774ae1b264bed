-- Businesses open on the day of the picture, by area and sector.
select p.area, b.sector as item, count(*)::bigint as count
from businesses as b join places as p using (premises)
where p.area is not null and b.sector is not null
  and (b.since is null or b.since <= $on) and (b.until is null or b.until >= $on)
group by all
order by all
