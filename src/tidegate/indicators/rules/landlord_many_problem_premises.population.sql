-- Firms that own or let premises.
select Ownership.owner as subject
from Ownership join entities on entities.entity = Ownership.owner and entities.kind = 'organisation'
union
select Tenancy.landlord as subject
from Tenancy join entities on entities.entity = Tenancy.landlord and entities.kind = 'organisation'
