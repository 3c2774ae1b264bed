-- Complexes that let boxes or storage to a firm.
select distinct Tenancy_history.premises as subject
from Tenancy_history join entities on entities.entity = Tenancy_history.tenant and entities.kind = 'organisation'
where list_contains($storage_words, lower(Tenancy_history."use")) and Tenancy_history.premises is not null
