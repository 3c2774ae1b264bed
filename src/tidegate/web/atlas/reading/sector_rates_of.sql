select "schema", kind, years, events, rate, low, high
from sector_rates
where sector = $sector
order by "schema", kind <> 'all', kind
