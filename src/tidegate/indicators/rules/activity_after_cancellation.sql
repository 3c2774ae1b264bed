-- Establishments at work after their permit was cancelled or revoked, with no other permit at the premises then.
with term as (
    select premises, establishment, record_id, startDate_from as began, status,
           list_contains($ended, status) as cut,
           case when list_contains($ended, status) then least(coalesce(statusDate_from, endDate_from), coalesce(endDate_from, statusDate_from))
                else endDate_from end as until
    from Permit
    where premises is not null and startDate_from is not null
),
cut as (
    select premises, establishment, max(until) as ended, arg_max(status, until) as status, arg_max(record_id, until) as record_id
    from term
    where cut and establishment is not null
    group by premises, establishment
),
seen as (
    select c.establishment, c.premises, c.ended, c.status, c.record_id, i.record_id as visit, i.date_from as seen
    from cut c
    join Inspection i on i.establishment = c.establishment
    where i.date_from > c.ended + to_days(cast($grace_days as integer)) and i.result is not null
      and not list_contains($not_there, i.result)
      -- Only as far as the register of permits goes: what it could not yet know is no sign.
      and i.date_from <= (select max(coalesce(statusDate_from, startDate_from)) from Permit)
),
near as (
    select s.visit, s.seen, t.began, t.until from seen s join term t on t.premises = s.premises
    union all
    select s.visit, s.seen, t.began, t.until from seen s join term t on t.establishment = s.establishment
),
covered as (
    select distinct visit
    from near
    where began <= seen + to_days(cast($grace_days as integer)) and (until is null or until >= seen)
)
select s.establishment as subject, min(s.seen) as at, [min(s.premises)] as others,
       list_sort(list_distinct(list_concat(array_agg(s.visit), array_agg(s.record_id)))) as rows,
       max(s.ended) as ended, count(distinct s.visit) as visits, min(s.seen) as seen,
       date_diff('day', max(s.ended), min(s.seen)) as days,
       case when list_contains($revoked, max(s.status)) then 'revoked' else 'cancelled' end as how
from seen s
where s.visit not in (select visit from covered)
group by s.establishment
