-- Premises that the map may list: with a business that is not one person's, and nobody living there.
create or replace view listed as
with firms as (
    select premises, count(*) filter (until is null)::bigint as businesses,
           list(distinct sector order by sector) filter (until is null and sector is not null) as sectors
    from businesses where not sole_trader group by premises
)
select p.premises as unit, p.address as label, p.street, p.area, p.use, f.businesses, f.sectors, p.lon, p.lat
from places as p join firms as f using (premises)
where not p.personal and p.lon is not null
