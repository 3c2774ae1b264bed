-- Addresses where many young companies without staff get their letters, and nobody there lives from taking in letters.
with companies as (
    select entity, min(incorporationDate_from) as founded
    from Company_history
    where incorporationDate_from is not null
    group by entity
),
branches as (
    select entity, arg_max(operator, known_from) as operator, arg_max(premises, known_from) as premises,
           arg_max(employees_number, known_from) as staff, arg_max(sectorCode, known_from) as sector,
           min(startDate_from) as started, max(endDate_from) as ended
    from Establishment_history
    group by entity
),
staff as (
    select operator, sum(staff) as staff
    from branches
    where operator is not null
    group by operator
),
letters as (
    select registrant as company, premises, max(record_id) as record_id
    from Seat_history
    where list_contains($seat_roles, lower(role)) and registrant is not null and premises is not null
    group by registrant, premises
    union all
    select operator as company, premises, null as record_id
    from branches
    where operator is not null and premises is not null
),
here as (
    select letters.premises, letters.company, max(letters.record_id) as record_id, min(companies.founded) as founded,
           min(coalesce(staff.staff, 0)) as staff
    from letters join companies on companies.entity = letters.company left join staff on staff.operator = letters.company
    group by letters.premises, letters.company
),
middles as (
    select premises, quantile_disc(founded, 0.5) as middle
    from here
    group by premises
    having count(*) >= $least_companies
),
addresses as (
    select here.premises, count(*) as companies,
           count(*) filter (where abs(date_diff('day', here.founded, middles.middle)) <= $spread_days) as together,
           count(*) filter (where here.staff <= $most_staff) as unstaffed,
           list_sort(list(here.founded)) as dates, list(here.company) as members,
           list(here.record_id) filter (where here.record_id is not null) as rows
    from here join middles using (premises)
    group by here.premises
),
services as (
    select premises
    from branches
    where regexp_matches(sector, $service_sectors)
      and coalesce(staff, 0) >= 1
    group by premises
)
select addresses.premises as subject,
       addresses.dates[$least_companies] as at,
       addresses.members as others,
       addresses.rows as rows,
       addresses.companies as companies, addresses.together as together, addresses.unstaffed as unstaffed,
       cast($spread_days * 2 / 365 as integer) as years
from addresses left join services on services.premises = addresses.premises
where services.premises is null
  and addresses.together >= $together_share * addresses.companies
  and addresses.unstaffed >= $unstaffed_share * addresses.companies
order by subject
