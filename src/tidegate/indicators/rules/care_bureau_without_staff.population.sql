-- Companies that are paid for care or as a subsidy.
select distinct beneficiary as subject
from Payment
where beneficiary is not null and regexp_matches(lower(programme), $programmes)
