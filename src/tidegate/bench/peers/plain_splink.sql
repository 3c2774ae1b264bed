-- People made comparable as a careful user of Splink would.
create table people as
select record_id,
       nullif(lower(strip_accents(first_name)), '') as first_name,
       nullif(lower(strip_accents(last_name)), '') as last_name,
       nullif(regexp_replace(lower(strip_accents(last_name)), '^(van der|van den|van|de|ter) ', ''), '') as surname,
       lower(strip_accents(first_name || ' ' || last_name)) as full_name,
       lower(strip_accents(substr(first_name, 1, 1))) as initial,
       birth_date,
       substr(birth_date, 1, 4) as birth_year,
       lower(street) as street,
       house_number,
       upper(postcode) as postcode
from read_parquet($people)
