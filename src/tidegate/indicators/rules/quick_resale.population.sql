-- Premises that were sold at all.
select distinct subject from Deal where subject is not null
