-- One row per establishment and premises: in what line, from when until when, and whether a natural person runs it.
-- Lines of business: what most registers say; then the narrower one (fewer establishments of the city carry it), for a
-- broad word such as "Food" says less; then the alphabet.
with versions as (
    select *, known_to is null or known_to > $on as current
    from establishment_records
    where known_from is null or known_from <= $on
),
speaking as (
    select * from versions
    qualify current or not bool_or(current) over (partition by entity)
),
coded as (
    select entity, register, coalesce(nullif(trim(sectorCode), ''), lower(trim(sector))) as code, trim(sector) as words
    from speaking
    where coalesce(sectorCode, sector) <> ''
),
labels as (
    select code, coalesce(mode(words order by words), code) as label, count(distinct entity) as carried
    from coded group by code
),
lines as (
    select c.entity, l.label as sector
    from coded as c join labels as l on l.code = c.code
    group by c.entity, c.code, l.label, l.carried
    qualify row_number() over (
        partition by c.entity order by count(distinct c.register) desc, l.carried, c.code
    ) = 1
),
times as (
    select entity, premises, min(known_from) as seen,
           min(coalesce(startDate_from, valid_from)) as started,
           case when bool_or(current and coalesce(endDate_to, valid_to) is null) then null
                when bool_or(current) then max(coalesce(endDate_to, valid_to)) filter (current)
                -- a register that no longer says so saw its end, at the latest, then
                else least(max(coalesce(endDate_to, valid_to)), max(known_to)) end as until
    from versions
    group by entity, premises
),
-- An establishment that moved keeps its start; at its later premises it is since a register first said so.
sites as (
    select entity, premises, until,
           case when seen > min(seen) over (partition by entity) then greatest(started, seen) else started end as since
    from times
),
persons as (select entity from who where kind = 'person'),
sole as (
    select distinct entity from company_records
    where regexp_matches(lower(strip_accents(legalForm)), $sole_trader)
),
runners as (
    select v.entity, bool_or(p.entity is not null or s.entity is not null) as sole_trader
    from versions as v
    left join persons as p on p.entity = v.operator
    left join sole as s on s.entity = v.operator
    group by v.entity
)
select t.entity as establishment, t.premises, l.sector, t.since, t.until, coalesce(r.sole_trader, false) as sole_trader
from sites as t
left join lines as l on l.entity = t.entity
left join runners as r on r.entity = t.entity
order by t.entity, t.premises
