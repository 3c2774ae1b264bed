-- Premises that stood empty by the register at any time.
select distinct premises as subject
from Vacancy_history
where premises is not null
