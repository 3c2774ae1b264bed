-- Flags that are new or gone, each with its cause. What is asked, in order: is the rule another, was a row that proves
-- it corrected or taken away (or is it new), did a person say who is who, did linkage learn, did the day move on.
with rule_changed as (
    select coalesce(n.indicator, o.indicator) as indicator,
           case when o.indicator is null then 'The rule was switched on.'
                when n.indicator is null then 'The rule was switched off.'
                when n.version <> o.version then 'The rule has version ' || n.version || ' now, ' || o.version || ' before.'
                else 'The rule has other parameters.' end as because
    from old_rules o full outer join new_rules n on n.indicator = o.indicator
    where o.indicator is null or n.indicator is null or n.version <> o.version
       or n.parameters is distinct from o.parameters
),
both_sides as (
    select coalesce(n.flag, o.flag) as id, coalesce(n.indicator, o.indicator) as indicator,
           coalesce(n.subject, o.subject) as subject, coalesce(n.others, o.others, []::varchar[]) as others,
           case when o.flag is null then 'new' else 'gone' end as change
    from old_flags o full outer join new_flags n on n.flag = o.flag
    where o.flag is null or n.flag is null
),
cited as (
    select b.id, e.record_id
    from both_sides b
    join (select * from old_evidence union select * from new_evidence) e on e.flag = b.id
),
rows_of as (
    select c.id,
           count(*) filter (o.record_id is not null and n.record_id is not null and o.content <> n.content) as corrected,
           count(*) filter (o.record_id is null and n.record_id is not null) as came,
           count(*) filter (o.record_id is not null and n.record_id is null) as went
    from cited c
    left join old_marks o on o.record_id = c.record_id
    left join new_marks n on n.record_id = c.record_id
    group by c.id
),
touched as (
    select b.id, unnest(list_append(b.others, b.subject)) as entity from both_sides b
),
identity as (
    select t.id, arg_min(e.cause, case e.cause when 'judgement' then 0 when 'model' then 1 else 2 end) as cause
    from touched t join events e on e.entity = t.entity or e.other = t.entity
    where e.event in ('merged', 'split', 'new', 'ended', 'changed')
    group by t.id
)
select 'flag' as what, b.change, b.id, coalesce(ne.caption, oe.caption, b.subject) as caption, b.indicator as detail,
       case
           when r.indicator is not null then 'rule'
           when i.cause = 'judgement' then 'judgement'
           when v.corrected > 0 then 'correction'
           when v.came > 0 or v.went > 0 then 'delivery'
           when i.cause is not null then i.cause
           when not $same_model then 'model'
           when not $same_day then 'day'
           else 'delivery'
       end as why,
       case
           when r.indicator is not null then r.because
           when i.cause = 'judgement' then 'A person judged who is who.'
           when v.corrected > 0 then v.corrected || ' of the rows it rests on were corrected.'
           when v.came > 0 then v.came || ' rows it rests on have come.'
           when v.went > 0 then v.went || ' rows it rested on are no longer delivered.'
           when i.cause = 'delivery' then 'A delivery changed who is who among those it names.'
           when i.cause is not null or not $same_model then 'Linkage weighs records otherwise.'
           when not $same_day then 'The day as of which the picture is drawn moved on.'
           else 'Other rows of a delivery speak for it or against it.'
       end as because
from both_sides b
left join rule_changed r on r.indicator = b.indicator
left join rows_of v on v.id = b.id
left join identity i on i.id = b.id
left join new_entities ne on ne.entity = b.subject
left join old_entities oe on oe.entity = b.subject
order by b.change, b.id
