select entity, name
from (
    select entity, name from "Company"
    union select entity, name from "LegalEntity"
    union select entity, name from "Organization"
    union select entity, name from "PublicBody"
    union select entity, name from "Establishment"
    union select entity, "tradeName" from "Establishment"
)
where name is not null and entity not in (from natural_persons)
order by all
