-- Entities that are new, gone, or have other records; the cause is that of the event that befell their id.
with told as (
    select entity, arg_min(cause, rank) as cause, arg_min(event, rank) as event, arg_min(other, rank) as other
    from (
        select *, case cause when 'judgement' then 0 when 'model' then 1 else 2 end as rank from events
    )
    group by entity
),
both_sides as (
    select coalesce(n.entity, o.entity) as id, coalesce(n.caption, o.caption) as caption,
           coalesce(n.kind, o.kind) as detail,
           case when o.entity is null then 'new' when n.entity is null then 'gone' else 'changed' end as change,
           o.records as before, n.records as after
    from old_entities o full outer join new_entities n on n.entity = o.entity
    where o.entity is null or n.entity is null or o.records <> n.records
)
select 'entity' as what, change, id, caption, detail,
       coalesce(told.cause, 'delivery') as why,
       case
           when told.event = 'merged' and told.other is not null then 'It was found to be one with ' || told.other || '.'
           when told.event = 'split' and told.other is not null then 'It was parted from ' || told.other || '.'
           when change = 'new' then 'No record spoke of it before.'
           when change = 'gone' then 'No record speaks of it any more.'
           else before || ' records before, ' || after || ' now.'
       end as because
from both_sides left join told on told.entity = both_sides.id
order by change, id
