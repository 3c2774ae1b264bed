-- Who hires people out also houses them and drives them: a temp agency, housing for workers and a transporter in one hand.
with branches as (
    select entity, arg_max(operator, known_from) as operator, arg_max(sectorCode, known_from) as sector,
           min(startDate_from) as started, arg_max(record_id, known_from) as record_id
    from Establishment_history
    group by entity
),
parts as (
    select operator as company, 'agency' as part, min(started) as since, max(record_id) as record_id
    from branches
    where operator is not null and regexp_matches(sector, $agency_sectors)
    group by operator
    union all
    select operator as company, 'transport' as part, min(started) as since, max(record_id) as record_id
    from branches
    where operator is not null and regexp_matches(sector, $transport_sectors)
    group by operator
    union all
    select holder as company, 'housing' as part, min(coalesce(startDate_from, decisionDate_from)) as since,
           max(record_id) as record_id
    from Permit
    where holder is not null and list_contains($granted_words, lower(decision))
      and regexp_matches(lower(permitType), $housing_permits)
    group by holder
),
controls as (
    select director as hand, organization as company, max(record_id) as record_id
    from Directorship
    where director is not null and organization is not null
    group by director, organization
    union all
    select owner as hand, asset as company, max(record_id) as record_id
    from Ownership
    where owner is not null and asset is not null
    group by owner, asset
    union all
    select company as hand, company, max(record_id) as record_id
    from parts
    group by company
),
in_hand as (
    select controls.hand, parts.part, parts.company, parts.since,
           list_distinct(list([controls.record_id, parts.record_id])) as rows
    from controls join parts using (company)
    group by controls.hand, parts.part, parts.company, parts.since
),
hands as (
    select hand, list_sort(list(distinct company)) as companies, list_sort(list(distinct part)) as parts, max(since) as since,
           list_distinct(flatten(flatten(list(rows)))) as rows, min(company) filter (where part = 'housing') as housing,
           min(company) filter (where part = 'agency') as agency
    from in_hand
    group by hand
    having count(distinct company) <= $most_companies and bool_or(part = 'agency') and bool_or(part = 'housing')
),
groups as (
    select companies, min(parts) as parts, min(since) as since, list_distinct(flatten(list(rows))) as rows,
           min(housing) as housing, min(agency) as agency
    from hands
    group by companies
),
sisters as (
    select companies, list(distinct company) filter (where company <> agency) as others
    from (select companies, agency, unnest(companies) as company from groups)
    group by companies
),
homes as (
    select groups.companies, count(distinct Permit.premises) as premises, list(distinct Permit.premises) as used,
           cast(sum(Permit.capacity_number) as integer) as beds
    from (select companies, unnest(companies) as company from groups) as groups
    join Permit on Permit.holder = groups.company
    where list_contains($granted_words, lower(Permit.decision)) and Permit.premises is not null
      and regexp_matches(lower(Permit.permitType), $housing_permits)
    group by groups.companies
),
crowded as (
    select homes.companies, count(distinct Inspection.premises) as crowded, list(distinct Inspection.record_id) as rows
    from (select companies, unnest(used) as premises from homes) as homes join Inspection using (premises)
    where regexp_matches(lower(Inspection.result), $crowded_words)
    group by homes.companies
)
select groups.agency as subject,
       groups.since as at,
       list_concat(sisters.others, homes.used) as others,
       list_concat(groups.rows, coalesce(crowded.rows, [])) as rows,
       len(groups.companies) as companies, homes.premises as premises, coalesce(homes.beds, 0) as beds,
       coalesce(crowded.crowded, 0) as crowded,
       case when list_contains(groups.parts, 'transport') then 'a transporter as well' else 'no transporter' end as transport,
       case when list_contains(groups.parts, 'transport') then 'ook een vervoerder' else 'geen vervoerder' end as transport_nl
from groups join homes using (companies) join sisters using (companies) left join crowded using (companies)
where list_contains(groups.parts, 'transport') or coalesce(crowded.crowded, 0) >= 1
order by subject
