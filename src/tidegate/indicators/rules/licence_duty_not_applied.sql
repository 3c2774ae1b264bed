-- Businesses in a sector and area for which a licence duty has come that did not apply, while their neighbours did,
-- and at which people notice that something goes on.
-- Where and since when the duty holds is read from the applications themselves: many of one new type, in one area.
with branches as (
    select entity, arg_max(operator, known_from) as operator, arg_max(premises, known_from) as premises,
           arg_max(sectorCode, known_from) as code, arg_max(sector, known_from) as sector,
           min(startDate_from) as started, max(endDate_from) as ended, max(coalesce(known_to, $on)) as last_known,
           arg_max(record_id, known_from) as record_id
    from Establishment_history
    where premises is not null and sectorCode is not null
    group by entity
),
applications as (
    select Permit.entity, Permit.permitType, Permit.holder, Permit.premises, places.area, Permit.applicationDate_from as applied,
           Permit.record_id
    from Permit join places on places.entity = Permit.premises
    where Permit.applicationDate_from is not null and places.area is not null
),
-- A type is new where none was asked for before the day that the register's permits of all other types reach back from.
new_types as (
    select permitType
    from applications
    group by permitType
    having min(applied) >= $on - $look_back_days
       and quantile_disc(applied, 0.5) <= min(applied) + $rush_days
),
duties as (
    select applications.permitType, applications.area, list_sort(list(applications.applied))[$least_early] as since,
           count(*) as applications, (list(applications.record_id order by applications.applied))[1:$least_early] as rows
    from applications join new_types using (permitType)
    group by applications.permitType, applications.area
    having count(*) >= $least_applications
),
here as (
    select branches.entity, branches.operator, branches.premises, branches.code, branches.sector, branches.started,
           branches.ended, branches.last_known, branches.record_id, duties.permitType, duties.area, duties.since, duties.rows
    from branches join places on places.entity = branches.premises join duties on duties.area = places.area
    where (branches.ended is null or branches.ended > duties.since + $grace_days)
      and branches.last_known > duties.since + $grace_days
      and branches.started <= $on - $grace_days
),
answered as (
    select here.entity, here.permitType
    from here join applications on applications.permitType = here.permitType and applications.holder = here.operator
    union
    select here.entity, here.permitType
    from here join applications on applications.permitType = here.permitType and applications.premises = here.premises
),
sides as (
    select here.entity, here.operator, here.premises, here.code, here.sector, here.started, here.record_id, here.permitType,
           here.area, here.since, here.rows, answered.entity is not null as applied,
           count(answered.entity) over sector_here as applied_here, count(*) over sector_here as businesses_here
    from here left join answered on answered.entity = here.entity and answered.permitType = here.permitType
    window sector_here as (partition by here.permitType, here.area, here.code)
),
silent as (
    select entity, operator, premises, code, sector, started, record_id, permitType, area, since, rows, applied_here,
           businesses_here
    from sides
    where not applied and applied_here >= $least_sector_share * businesses_here and applied_here >= $least_sector_applications
),
noticed as (
    select silent.entity, silent.permitType, count(distinct Report.entity) as notices,
           list_sort(list(distinct Report.date_from)) as days, list(distinct Report.record_id) as rows
    from silent join Report on Report.premises = silent.premises and Report.date_from >= greatest(silent.since, silent.started)
    where regexp_matches(lower(Report.topic), $activity_topics)
    group by silent.entity, silent.permitType
)
select silent.entity as subject,
       silent.permitType as key,
       greatest(greatest(silent.since, silent.started) + $grace_days, noticed.days[least($least_notices, len(noticed.days))]) as at,
       list_distinct([silent.operator, silent.premises]) as others,
       list_concat(list_prepend(silent.record_id, silent.rows), noticed.rows) as rows,
       silent.permitType as permit_type, silent.area as area, silent.since as since,
       coalesce(silent.sector, silent.code) as sector, silent.applied_here as applied_here,
       silent.businesses_here as businesses_here, noticed.notices as notices
from silent join noticed on noticed.entity = silent.entity and noticed.permitType = silent.permitType
where noticed.notices >= $least_notices
order by subject, key
