-- After a closure or a refusal the same trade begins elsewhere, tied to the old business by board, landlord or letters.
with branches as (
    select entity, arg_max(operator, known_from) as operator, arg_max(premises, known_from) as premises,
           arg_max(sectorCode, known_from) as sector, min(startDate_from) as started, max(endDate_from) as ended,
           arg_max(record_id, known_from) as record_id
    from Establishment_history
    group by entity
),
struck as (
    select Measure.subject as company, Measure.premises, coalesce(Measure.decisionDate_from, Measure.startDate_from) as day,
           Measure.measureType as what, Measure.record_id
    from Measure
    where regexp_matches(lower(Measure.measureType), $measure_words)
    union all
    select Permit.holder as company, Permit.premises, Permit.decisionDate_from as day, Permit.permitType as what, Permit.record_id
    from Permit
    where list_contains($refused_words, lower(Permit.decision))
),
operators as (
    select distinct operator as company from branches where operator is not null
),
-- Whom the register of measures names may be somebody the business register does not know; then it is who was there.
known as (
    select struck.company, struck.premises, struck.day, struck.what, struck.record_id
    from struck join operators on operators.company = struck.company
    union
    select branches.operator as company, struck.premises, struck.day, struck.what, struck.record_id
    from struck
    left join operators on operators.company = struck.company
    join branches on branches.premises = struck.premises
     and branches.started <= struck.day and (branches.ended is null or branches.ended >= struck.day)
    where operators.company is null and branches.operator is not null
),
closed as (
    select known.company, known.premises, known.day, known.what, known.record_id, branches.sector,
           max(branches.ended) as ended
    from known join branches on branches.operator = known.company
    where known.day is not null and branches.sector is not null and branches.started <= known.day + 31
    group by known.company, known.premises, known.day, known.what, known.record_id, branches.sector
    -- A business that goes on where it was has no successor.
    having max(branches.ended) between known.day - 62 and known.day + $within_days
),
towns as (
    select entity, min(city) as town
    from Premises
    where city is not null
    group by entity
),
founded as (
    select entity, min(incorporationDate_from) as founded
    from Company_history
    where incorporationDate_from is not null
    group by entity
),
roles as (
    select director as hand, organization as company, max(record_id) as record_id
    from Directorship_history
    where director is not null and organization is not null
    group by director, organization
    union all
    select Ownership_history.owner as hand, Ownership_history.asset as company, max(Ownership_history.record_id) as record_id
    from Ownership_history join entities on entities.entity = Ownership_history.asset and entities.kind = 'organisation'
    where Ownership_history.owner is not null
    group by Ownership_history.owner, Ownership_history.asset
),
letters as (
    select registrant as company, premises, max(record_id) as record_id
    from Seat_history
    where list_contains($seat_roles, lower(role)) and registrant is not null and premises is not null
    group by registrant, premises
),
service as (
    select premises from letters group by premises having count(*) > $most_at_address
    union
    select premises from branches
    where regexp_matches(sector, $service_sectors)
    group by premises
),
landlords as (
    select Ownership.asset as premises, Ownership.owner as hand, max(Ownership.record_id) as record_id
    from Ownership join entities on entities.entity = Ownership.asset and entities.kind = 'premises'
    where Ownership.owner is not null
    group by Ownership.asset, Ownership.owner
    union all
    select premises, landlord as hand, max(record_id) as record_id
    from Tenancy
    where premises is not null and landlord is not null
    group by premises, landlord
),
large as (
    select hand from landlords group by hand having count(distinct premises) > $most_premises
    union
    select hand from roles group by hand having count(distinct company) > $most_companies
),
threads as (
    select closed.company, closed.day, closed.sector, roles.hand as thread, 'board' as tie, roles.record_id
    from closed join roles on roles.company = closed.company left join large on large.hand = roles.hand
    where large.hand is null
    union all
    select closed.company, closed.day, closed.sector, letters.premises as thread, 'letters' as tie, letters.record_id
    from closed join letters on letters.company = closed.company left join service on service.premises = letters.premises
    where service.premises is null
    union all
    select closed.company, closed.day, closed.sector, landlords.hand as thread, 'landlord' as tie, landlords.record_id
    from closed join landlords on landlords.premises = closed.premises left join large on large.hand = landlords.hand
    where large.hand is null
),
openings as (
    select branches.entity, branches.operator, branches.premises, branches.sector, branches.started, branches.record_id
    from branches
    where branches.started is not null and branches.operator is not null and branches.sector is not null
),
ends as (
    select openings.entity, roles.hand as thread, 'board' as tie, roles.record_id
    from openings join roles on roles.company = openings.operator
    union all
    select openings.entity, letters.premises as thread, 'letters' as tie, letters.record_id
    from openings join letters on letters.company = openings.operator
    union all
    select openings.entity, landlords.hand as thread, 'landlord' as tie, landlords.record_id
    from openings join landlords on landlords.premises = openings.premises
),
followed as (
    select closed.company as old_company, closed.premises as old_premises, closed.day, closed.what, openings.operator as new_company,
           openings.premises as new_premises, openings.entity as new_branch, openings.started, threads.tie,
           [closed.record_id, openings.record_id, threads.record_id, ends.record_id] as rows
    from closed
    join threads on threads.company = closed.company and threads.day = closed.day and threads.sector = closed.sector
    join ends on ends.thread = threads.thread and ends.tie = threads.tie
    join openings on openings.entity = ends.entity
    left join founded on founded.entity = openings.operator
    where openings.operator <> closed.company and left(openings.sector, 3) = left(closed.sector, 3)
      and openings.started between closed.day - 31 and closed.day + $within_days
      -- A landlord lets to the same trade again by chance; the tie counts for a new company that came soon.
      and (threads.tie <> 'landlord'
           or (founded.founded >= closed.day - 31 and openings.sector = closed.sector
               and openings.started <= closed.day + $landlord_days))
)
select followed.new_company as subject,
       followed.old_company as key,
       min(followed.started) as at,
       list_distinct(flatten(list([followed.old_company, followed.old_premises, followed.new_premises, followed.new_branch]))) as others,
       list_distinct(flatten(list(followed.rows))) as rows,
       min(followed.day) as measure_day, min(followed.what) as measure, min(followed.started) as started,
       date_diff('day', min(followed.day), min(followed.started)) as days,
       concat_ws(', ', case when bool_or(followed.tie = 'board') then 'somebody of its board or an owner' end,
                 case when bool_or(followed.tie = 'landlord') then 'its landlord' end,
                 case when bool_or(followed.tie = 'letters') then 'its address for letters' end) as ties,
       concat_ws(', ', case when bool_or(followed.tie = 'board') then 'iemand uit het bestuur of een eigenaar' end,
                 case when bool_or(followed.tie = 'landlord') then 'de verhuurder' end,
                 case when bool_or(followed.tie = 'letters') then 'het postadres' end) as ties_nl,
       case when min(old_towns.town) <> min(new_towns.town) then 'in another municipality' else 'in the same municipality' end as place,
       case when min(old_towns.town) <> min(new_towns.town) then 'in een andere gemeente' else 'in dezelfde gemeente' end as place_nl
from followed
left join towns as old_towns on old_towns.entity = followed.old_premises
left join towns as new_towns on new_towns.entity = followed.new_premises
group by followed.new_company, followed.old_company
order by subject, key
