-- Ten companies or more with one correspondence address.
with shared as (select premises, count(distinct registrant) as firms from Seat where known_to is null group by all)
select Seat.premises as subject, Seat.record_id from Seat join shared using (premises) where shared.firms >= 10
