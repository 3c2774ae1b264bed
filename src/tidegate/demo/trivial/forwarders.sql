-- Several forwarders at one address.
with shared as (
    select premises, count(distinct registrant) as firms from Seat where role <> 'care location' group by all
)
select Seat.premises as subject, Seat.record_id
from Seat join shared using (premises) join PortPass on PortPass.holder = Seat.registrant
where shared.firms >= 3
group by all
