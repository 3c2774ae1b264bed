-- Ties that are new or gone. Where an end of a tie changed its id, the cause is that of the id.
with judged as (
    select distinct entity, cause from events where cause in ('judgement', 'model')
),
both_sides as (
    select coalesce(n.tie, o.tie) as id, coalesce(n.kind, o.kind) as detail,
           coalesce(n.source, o.source) as source, coalesce(n.target, o.target) as target,
           case when o.tie is null then 'new' else 'gone' end as change
    from old_ties o full outer join new_ties n on n.tie = o.tie
    where o.tie is null or n.tie is null
),
named as (
    select b.*, coalesce(ns.caption, os.caption, b.source) || ', ' || coalesce(nt.caption, ot.caption, b.target)
               as caption,
           coalesce(js.cause, jt.cause) as cause
    from both_sides b
    left join new_entities ns on ns.entity = b.source left join old_entities os on os.entity = b.source
    left join new_entities nt on nt.entity = b.target left join old_entities ot on ot.entity = b.target
    left join judged js on js.entity = b.source left join judged jt on jt.entity = b.target
)
select 'tie' as what, change, id, any_value(caption) as caption, any_value(detail) as detail,
       coalesce(min(cause), 'delivery') as why,
       case when min(cause) is not null then 'One of its ends is another entity now.'
            when change = 'new' then 'A row of a delivery says so.'
            else 'No row that holds says so any more.' end as because
from named
group by change, id
order by change, id
