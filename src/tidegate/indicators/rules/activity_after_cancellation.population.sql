-- All establishments that ever had a permit.
select distinct establishment as subject from Permit where establishment is not null
