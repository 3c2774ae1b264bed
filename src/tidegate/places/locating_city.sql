-- The town that most premises are in.
select mode(trim(city) order by trim(city)) as city
from premises_records
where trim(city) <> ''
group by upper(strip_accents(trim(city)))
order by count(distinct entity) desc, city
limit 1
