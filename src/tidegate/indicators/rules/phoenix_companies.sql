-- A company ends, and soon another of the same trade opens at the same premises with somebody of its board behind it.
with branches as (
    select entity, arg_max(operator, known_from) as operator, arg_max(premises, known_from) as premises,
           arg_max(sectorCode, known_from) as sector, arg_max(name, known_from) as name,
           min(startDate_from) as started, max(endDate_from) as ended, arg_max(record_id, known_from) as record_id
    from Establishment_history
    group by entity
),
forms as (
    select entity, arg_max(lower(legalForm), known_from) as form
    from Company_history
    where legalForm is not null
    group by entity
),
roles as (
    select director as person, organization as company, min(lower(role)) as role, min(startDate_from) as since,
           max(endDate_from) as until, max(record_id) as record_id
    from Directorship_history
    where director is not null and organization is not null
    group by director, organization
    union all
    select Ownership_history.owner as person, Ownership_history.asset as company, min(lower(Ownership_history.role)) as role,
           min(Ownership_history.startDate_from) as since, max(Ownership_history.endDate_from) as until,
           max(Ownership_history.record_id) as record_id
    from Ownership_history join entities on entities.entity = Ownership_history.asset and entities.kind = 'organisation'
    where Ownership_history.owner is not null
    group by Ownership_history.owner, Ownership_history.asset
),
busy as (
    select person
    from roles
    group by person
    having count(distinct company) > $most_companies
),
followed as (
    select gone.premises, gone.operator as old_company, gone.entity as old_branch, gone.started as old_started,
           gone.ended as old_ended, gone.record_id as old_record, gone.name as old_name, gone.sector,
           new.operator as new_company, new.entity as new_branch, new.started as new_started, new.name as new_name,
           new.record_id as new_record
    from branches as gone
    join branches as new
      on new.premises = gone.premises and new.operator <> gone.operator and left(new.sector, 2) = left(gone.sector, 2)
     and new.started between gone.ended - $overlap_days and gone.ended + $within_days
    where date_diff('day', gone.started, gone.ended) <= $most_life_days
),
tied as (
    select followed.premises, followed.old_company, followed.old_branch, followed.old_started, followed.old_ended, followed.sector,
           followed.new_company, followed.new_branch, followed.new_started,
           list_distinct(flatten(list([followed.old_record, followed.new_record, old_role.record_id, new_role.record_id]))) as rows,
           min(new_role.role) as new_role
    from followed
    join roles as old_role on old_role.company = followed.old_company
    join roles as new_role on new_role.company = followed.new_company and new_role.person = old_role.person
    left join busy on busy.person = old_role.person
    left join forms on forms.entity = followed.old_company
    where busy.person is null
      -- The owner of a business of his own who turns it into a company goes on under its name.
      and not coalesce(list_contains($own_roles, old_role.role), false)
      and not coalesce(list_contains($own_forms, forms.form), false)
    group by followed.premises, followed.old_company, followed.old_branch, followed.old_started, followed.old_ended,
             followed.sector, followed.new_company, followed.new_branch, followed.new_started
)
select premises as subject,
       left(sector, 2) as key,
       min(new_started) as at,
       list_distinct(flatten(list([old_company, new_company]))) as others,
       list_distinct(flatten(list(rows))) as rows,
       len(list_distinct(flatten(list([old_company, new_company])))) as companies,
       min(old_ended) as ended, arg_min(new_started, old_ended) as reopened,
       cast(arg_min(date_diff('day', old_ended, new_started), old_ended) as integer) as days,
       cast(arg_min(date_diff('month', old_started, old_ended), old_ended) as integer) as months
from tied
group by premises, left(sector, 2)
order by subject, key
