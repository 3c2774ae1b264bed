-- Permits that one desk granted in a small part of the time that permits of that type usually take.
with granted as (
    select entity, record_id, permitType, desk, holder, premises, decisionDate_from as decided,
           date_diff('day', applicationDate_from, decisionDate_from) as days
    from Permit
    where list_contains($granted_words, lower(decision))
      and decisionDate_from >= applicationDate_from
      and decisionDate_from <= $on
),
usual as (
    select permitType, median(days) as usual_days
    from granted
    group by permitType
    having count(*) >= $least_permits and median(days) >= $least_usual_days
),
fast as (
    select granted.entity, granted.record_id, granted.permitType, granted.desk, granted.holder, granted.premises,
           granted.decided, granted.days, usual.usual_days
    from granted join usual using (permitType)
    where granted.days <= $fast_share * usual.usual_days and granted.desk is not null
),
desks as (
    select permitType, desk, count(distinct entity) as fast_here, list_sort(list(decided)) as dates,
           sum(count(distinct entity)) over (partition by permitType) as fast_anywhere
    from fast
    group by permitType, desk
)
select fast.entity as subject,
       greatest(fast.decided, desks.dates[$least_fast]) as at,
       list_distinct([min(fast.holder), min(fast.premises)]) as others,
       list_distinct(list(fast.record_id)) as rows,
       fast.permitType as permit_type, fast.desk as desk, fast.days as days,
       cast(fast.usual_days as integer) as usual_days, desks.fast_here as fast_here, desks.fast_anywhere as fast_anywhere
from fast join desks using (permitType, desk)
where desks.fast_here >= $least_fast and desks.fast_here >= $desk_share * desks.fast_anywhere
group by fast.entity, fast.decided, fast.permitType, fast.desk, fast.days, fast.usual_days, desks.fast_here,
         desks.fast_anywhere, desks.dates
order by subject
