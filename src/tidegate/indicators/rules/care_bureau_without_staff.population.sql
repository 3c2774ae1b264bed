-- Companies that are paid for care or as a subsidy.
select distinct beneficiary as subject
from Payment
where beneficiary is not null and list_bool_or(list_transform($programmes, lambda w: contains(lower(programme), w)))
