-- Whoever is paid for care at several places.
with paid as (select registrant, count(distinct premises) as places from Seat where role = 'care location' group by all)
select Payment.beneficiary as subject, Payment.record_id
from Payment join paid on paid.registrant = Payment.beneficiary where paid.places >= 3
