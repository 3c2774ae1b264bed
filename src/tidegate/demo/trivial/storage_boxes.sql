-- Complexes with twenty boxes or more.
with many as (select premises, count(*) as boxes from Tenancy where known_to is null group by all)
select Tenancy.premises as subject, Tenancy.record_id from Tenancy join many using (premises) where many.boxes >= 20
