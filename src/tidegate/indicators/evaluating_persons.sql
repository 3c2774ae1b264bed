-- Who is a natural person: whatever a rule says, no flag is about one.
create or replace temp view natural_persons as
select entity from entities where kind = 'person' and entity is not null
union
select entity from "Person" where entity is not null
