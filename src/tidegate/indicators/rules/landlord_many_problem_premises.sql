-- Firms that own or let more premises with trouble than their number of premises would lead one to expect.
with held as (
    select Ownership.owner as landlord, Ownership.asset as premises, max(Ownership.record_id) as record_id
    from Ownership
    join entities as things on things.entity = Ownership.asset and things.kind = 'premises'
    join entities as firms on firms.entity = Ownership.owner and firms.kind = 'organisation'
    group by Ownership.owner, Ownership.asset
    union all
    select Tenancy.landlord as landlord, Tenancy.premises as premises, max(Tenancy.record_id) as record_id
    from Tenancy join entities as firms on firms.entity = Tenancy.landlord and firms.kind = 'organisation'
    where Tenancy.premises is not null
    group by Tenancy.landlord, Tenancy.premises
),
holdings as (
    select landlord, premises, max(record_id) as record_id
    from held
    group by landlord, premises
),
notices as (
    select premises, entity as notice, 'closure' as kind, startDate_from as day, record_id
    from Measure
    where premises is not null and startDate_from > $on - $look_back_days
    union all
    select premises, entity as notice, 'violation' as kind, date_from as day, record_id
    from Inspection
    where premises is not null and date_from > $on - $look_back_days and regexp_matches(lower(result), $violation_words)
      and measures is not null
    union all
    select premises, entity as notice, 'report' as kind, date_from as day, record_id
    from Report
    where premises is not null and date_from > $on - $look_back_days and regexp_matches(lower(topic), $serious_topics)
),
troubled as (
    select premises, count(distinct notice) as notices, max(day) as latest, (list(record_id order by day desc))[1:5] as rows
    from notices
    group by premises
    having count(distinct notice) >= $least_notices and count(distinct kind) >= $least_kinds
),
counted as (
    select holdings.landlord, count(*) as premises, count(troubled.premises) as troubled,
           list(holdings.premises) filter (where troubled.premises is not null) as places_with_trouble,
           max(troubled.latest) as latest,
           list_concat(list(holdings.record_id) filter (where troubled.premises is not null),
                       flatten(list(troubled.rows) filter (where troubled.premises is not null))) as rows
    from holdings left join troubled on troubled.premises = holdings.premises
    group by holdings.landlord
),
rated as (
    select landlord, premises, troubled, places_with_trouble, latest, rows,
           premises * (sum(troubled) over ()) / (sum(premises) over ()) as expected
    from counted
)
select landlord as subject,
       latest as at,
       places_with_trouble as others,
       rows,
       premises, troubled, round(expected, 2) as expected
from rated
where troubled >= $least_troubled and troubled >= $least_times * expected
order by subject
