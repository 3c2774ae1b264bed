-- Units that stand empty by the register while electricity is used in them and something is noticed at them.
with monthly as (
    select entity, premises, known_from as month, reason, startDate_from as since, record_id,
           try_cast(regexp_extract(summary, '^\s*([0-9]+([.][0-9]+)?) *kWh', 1) as double) as kwh
    from Vacancy_history
    where premises is not null
),
units as (
    select entity, min(premises) as premises, min(coalesce(since, month)) as since, max(month) as last_month,
           count(*) as months, count(*) filter (where kwh >= $used_kwh) as used_months, cast(median(kwh) as integer) as usual_kwh,
           list_sort(list(month) filter (where kwh >= $used_kwh)) as used_at,
           string_agg(distinct lower(reason), ', ') as reasons,
           list(record_id order by month) filter (where kwh >= $used_kwh) as rows
    from monthly
    group by entity
),
candidates as (
    select entity, premises, since, last_month, months, used_months, usual_kwh, used_at, rows
    from units
    where used_months >= $least_months and used_months >= $used_share * months
      and not coalesce(regexp_matches(reasons, $set_aside_reasons), false)
),
stated as (
    select distinct candidates.entity
    from candidates join Permit on Permit.premises = candidates.premises
    where Permit.decisionDate_from between candidates.since - 365 and candidates.last_month
      and list_contains($granted_words, lower(Permit.decision))
      and regexp_matches(lower(Permit.permitType), $set_aside_permits)
),
noticed as (
    select candidates.entity, Report.entity as notice, Report.date_from as day, Report.record_id
    from candidates join Report on Report.premises = candidates.premises
    where Report.date_from between candidates.since and candidates.last_month
      and regexp_matches(lower(Report.topic), $activity_topics)
    union all
    select candidates.entity, Inspection.entity as notice, Inspection.date_from as day, Inspection.record_id
    from candidates join Inspection on Inspection.premises = candidates.premises
    where Inspection.date_from between candidates.since and candidates.last_month
      and list_contains($violation_words, lower(Inspection.result))
),
signs as (
    select entity, count(distinct notice) as notices, list_sort(list(distinct day)) as days,
           list(distinct record_id) as rows
    from noticed
    group by entity
)
select candidates.premises as subject,
       candidates.entity as key,
       greatest(candidates.used_at[$least_months], signs.days[least($least_notices, len(signs.days))]) as at,
       cast([] as varchar[]) as others,
       list_concat(signs.rows, candidates.rows) as rows,
       candidates.since as since, candidates.months as months, candidates.used_months as used_months,
       candidates.usual_kwh as usual_kwh, signs.notices as notices
from candidates join signs using (entity) left join stated using (entity)
where stated.entity is null and signs.notices >= $least_notices
order by subject, key
