-- All premises that ever had a permit.
select distinct premises as subject from Permit where premises is not null
