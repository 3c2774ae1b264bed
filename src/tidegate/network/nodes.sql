with ends as (
    select source as entity, ends.source_schema as schema, registers from ties left join ends using (kind)
    union all
    select target, ends.target_schema, registers from ties left join ends using (kind)
),
described as materialized (
    -- What the records say of things that were not linked (addresses, calls); of several, what sorts first.
    select entity, min(schema) as schema,
           min(coalesce(name, title, "full", address)) as caption,
           list_sort(list_distinct(list(register))) as registers
    from said group by entity
),
bare as (
    -- Ends of which no record says what they are; for the others nobody asks.
    select entity, min(schema) as schema, list_sort(list_distinct(flatten(list(registers)))) as registers
    from ends
    where entity not in (select entity from who) and entity not in (select entity from described where entity is not null)
    group by entity
),
known as (
    select entity, coalesce(who.schema, described.schema, bare.schema) as schema,
           coalesce(who.caption, described.caption) as caption,
           coalesce(who.registers, described.registers, bare.registers) as registers
    from (select entity from who union select entity from ends) as every
    left join who using (entity) left join described using (entity) left join bare using (entity)
),
forms as (
    select distinct entity
    from (select entity, lower(trim(replace(strip_accents("legalForm"), '.', ''))) as form
          from said where "legalForm" is not null) as f
    join party_words as w on w.means = 'sole trader' and w.word = f.form
),
numbered as (
    select distinct entity from said where "registrationNumber" is not null
),
unsure as (
    -- Parties of which nobody says whether they are a person, with a name that an organisation would not have.
    select known.entity from known join kinds using (schema)
    where kinds.kind = 'party' and known.entity not in (select entity from numbered)
      and not list_has_any(
          string_split_regex(lower(replace(strip_accents(coalesce(caption, '')), '.', '')), '[^a-z0-9]+'),
          (select list(word) from party_words where means = 'organisation'))
),
people as (
    select entity from known join kinds using (schema) where kinds.kind = 'person'
    union
    select entity from unsure
),
places as (
    -- An address is compared by its letters and digits alone.
    select entity, regexp_replace(lower(strip_accents(coalesce(address, "full"))), '[^a-z0-9]', '', 'g') as place
    from said where coalesce(address, "full") is not null
),
homes as (
    select distinct said."addressEntity" as entity from said join people using (entity)
    where said."addressEntity" is not null
    union
    select distinct there.entity
    from places as there
    join (select distinct place from places join people using (entity)) as lived using (place)
    join known on known.entity = there.entity
    join kinds on kinds.schema = known.schema and kinds.kind in ('premises', 'address')
),
traders as (
    select distinct said.entity
    from said join known using (entity) join kinds on kinds.schema = known.schema and kinds.kind = 'establishment'
    where said.operator in (select entity from forms) or said.operator in (select entity from people)
)
select known.entity, coalesce(kinds.kind, 'thing') as kind, known.schema, known.caption,
       people.entity is not null as natural,
       coalesce(people.entity, forms.entity, traders.entity, homes.entity) is not null as personal,
       case when people.entity is not null and kinds.kind = 'person' then 'natural person'
            when people.entity is not null then 'may be a natural person'
            when coalesce(forms.entity, traders.entity) is not null then 'sole trader'
            when homes.entity is not null then 'home address' end as because,
       known.registers
from known
left join kinds on kinds.schema = known.schema
left join people on people.entity = known.entity
left join forms on forms.entity = known.entity
left join traders on traders.entity = known.entity
left join homes on homes.entity = known.entity
order by known.entity
