-- Premises that were confiscated for good and have long been without a new purpose.
with assets as (
    select ConfiscatedAsset.entity, ConfiscatedAsset.asset, ConfiscatedAsset.status, ConfiscatedAsset.confiscationDate_from as final,
           ConfiscatedAsset.record_id
    from ConfiscatedAsset join entities on entities.entity = ConfiscatedAsset.asset and entities.kind = 'premises'
    where ConfiscatedAsset.confiscationDate_from is not null
),
waiting as (
    select entity, asset, status, final, record_id
    from assets
    where final <= $on - $waiting_days and not regexp_matches(lower(coalesce(status, '')), $settled_words)
),
sold as (
    select distinct waiting.entity
    from waiting join Deal on Deal.subject = waiting.asset and Deal.date_from >= waiting.final
),
users as (
    select waiting.entity, count(distinct Establishment.entity) as businesses, list(distinct Establishment.record_id) as rows
    from waiting join Establishment on Establishment.premises = waiting.asset
    where Establishment.endDate_from is null or Establishment.endDate_from > $on
    group by waiting.entity
)
select waiting.asset as subject,
       waiting.entity as key,
       waiting.final + $waiting_days as at,
       cast([] as varchar[]) as others,
       list_prepend(waiting.record_id, coalesce(users.rows, [])) as rows,
       waiting.final as final, date_diff('month', waiting.final, $on) as months, coalesce(waiting.status, '?') as status,
       coalesce(users.businesses, 0) as businesses
from waiting left join sold on sold.entity = waiting.entity left join users on users.entity = waiting.entity
where sold.entity is null
order by subject, key
