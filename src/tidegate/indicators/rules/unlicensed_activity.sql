-- Establishments at work in a sector that needs a permit, with no permit of their own or at their premises at the time.
with term as (
    select premises, establishment, startDate_from as began, endDate_from as until
    from Permit
    where startDate_from is not null
),
trade as (
    select entity, min(record_id) as cited, min(sector) as sector
    from Establishment
    where list_contains($licensed, sector)
    group by entity
),
seen as (
    select i.establishment, i.premises, i.record_id, i.date_from as day, t.cited, t.sector
    from Inspection i
    join trade t on t.entity = i.establishment
    where i.result is not null and not list_contains($not_there, i.result)
      and i.date_from between (select min(startDate_from) from Permit) and (select max(startDate_from) from Permit)
),
near as (
    select s.record_id, s.day, t.began, t.until from seen s join term t on t.premises = s.premises
    union all
    select s.record_id, s.day, t.began, t.until from seen s join term t on t.establishment = s.establishment
),
covered as (
    select distinct record_id
    from near
    where began <= day + to_days(cast($grace_days as integer))
      and (until is null or until + to_days(cast($grace_days as integer)) >= day)
)
select s.establishment as subject, min(s.day) as at, list_distinct(array_agg(s.premises)) as others,
       list_sort(list_distinct(list_concat(array_agg(s.record_id), [min(s.cited)]))) as rows,
       count(distinct s.record_id) as visits, min(s.day) as since, max(s.day) as until, min(s.sector) as sector
from seen s
where s.record_id not in (select record_id from covered)
group by s.establishment
having count(distinct s.record_id) >= $visits
