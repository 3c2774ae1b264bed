-- Companies that another company owns or directs.
select Ownership.asset as subject
from Ownership
join entities as above on above.entity = Ownership.owner and above.kind = 'organisation'
join entities as below on below.entity = Ownership.asset and below.kind = 'organisation'
union
select Directorship.organization as subject
from Directorship join entities on entities.entity = Directorship.director and entities.kind = 'organisation'
