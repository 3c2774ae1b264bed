-- Companies that opened an establishment.
select distinct operator as subject
from Establishment_history
where operator is not null
