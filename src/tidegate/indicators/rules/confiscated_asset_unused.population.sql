-- Premises that were confiscated for good.
select distinct ConfiscatedAsset.asset as subject
from ConfiscatedAsset join entities on entities.entity = ConfiscatedAsset.asset and entities.kind = 'premises'
where ConfiscatedAsset.confiscationDate_from is not null
