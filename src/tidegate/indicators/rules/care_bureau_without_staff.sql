-- Companies under one control that are paid far more for care or as a subsidy than the people at work in them can explain.
with paid as (
    select beneficiary as company, sum(amount_number) as amount, count(distinct date_from) as months,
           max(date_from) as last_paid, min(date_from) as first_paid, list(record_id order by date_from desc)[1:3] as rows
    from Payment
    where beneficiary is not null and amount_number > 0 and date_from > $on - $look_back_days and date_from <= $on
      and regexp_matches(lower(programme), $programmes)
    group by beneficiary
),
branches as (
    select entity, arg_max(operator, known_from) as operator, arg_max(premises, known_from) as premises,
           arg_max(employees_number, known_from) as staff, arg_max(record_id, known_from) as record_id,
           max(endDate_from) as ended
    from Establishment_history
    group by entity
),
staffed as (
    select operator as company, sum(greatest(staff, 0)) as staff, list(record_id) as rows
    from branches
    where operator is not null and staff is not null and (ended is null or ended > $on - $look_back_days)
    group by operator
),
bureaus as (
    select paid.company, paid.amount * 12.0 / greatest(paid.months, 6) as per_year, staffed.staff, paid.first_paid,
           list_concat(paid.rows, staffed.rows) as rows
    from paid join staffed using (company)
),
controls as (
    select director as person, organization as company, max(record_id) as record_id
    from Directorship
    where director is not null and organization is not null
    group by director, organization
    union all
    select owner as person, asset as company, max(record_id) as record_id
    from Ownership
    where owner is not null and asset is not null
    group by owner, asset
),
held as (
    select controls.person, bureaus.company, bureaus.per_year, bureaus.staff, bureaus.first_paid,
           list_append(bureaus.rows, max(controls.record_id)) as rows
    from controls join bureaus using (company)
    group by controls.person, bureaus.company, bureaus.per_year, bureaus.staff, bureaus.first_paid, bureaus.rows
),
hands as (
    select person, list_sort(list(company)) as companies, sum(per_year) as per_year, sum(staff) as staff,
           max(first_paid) as first_paid, arg_max(company, per_year) as main, flatten(list(rows)) as rows
    from held
    group by person
    having count(*) between 2 and $most_companies
    union all
    select null as person, [company] as companies, per_year, staff, first_paid, company as main, rows
    from bureaus
),
places_used as (
    select registrant as company, premises from Seat where list_contains($location_roles, lower(role)) and premises is not null
    union
    select operator as company, premises from branches
    where operator is not null and premises is not null and (ended is null or ended > $on - $look_back_days)
),
groups as (
    select hands.companies, min(hands.main) as main, min(hands.per_year) as per_year, min(hands.staff) as staff,
           min(hands.first_paid) as first_paid, min(hands.rows) as rows
    from hands
    group by hands.companies
),
addresses as (
    select members.companies, count(distinct places_used.premises) as premises, list(distinct places_used.premises) as used,
           list(distinct members.company) filter (where members.company <> members.main) as sisters
    from (select companies, main, unnest(companies) as company from groups) as members
    join places_used using (company)
    group by members.companies
),
flagged as (
    select groups.companies, groups.main, groups.per_year, groups.staff, groups.first_paid, groups.rows, addresses.premises,
           addresses.used, addresses.sisters
    from groups join addresses using (companies)
    where groups.per_year / greatest(groups.staff, 1) >= $least_per_head
      and groups.per_year >= $least_per_year
      and (len(groups.companies) >= 2 or addresses.premises >= $least_premises)
),
-- A company that is flagged with others under one control is not flagged once more alone.
largest as (
    select main, companies, per_year, staff, first_paid, rows, premises, used, sisters
    from (select unnest(companies) as company, main, companies, per_year, staff, first_paid, rows, premises, used, sisters
          from flagged)
    qualify row_number() over (partition by company order by len(companies) desc, per_year desc, main) = 1
)
select main as subject,
       min(first_paid) as at,
       list_distinct(list_concat(min(sisters), min(used))) as others,
       list_distinct(min(rows)) as rows,
       len(companies) as companies, min(premises) as premises,
       cast(min(staff) as integer) as staff,
       cast(min(per_year) as bigint) as per_year,
       cast(min(per_year) / greatest(min(staff), 1) as bigint) as per_head
from largest
group by main, companies
order by subject
