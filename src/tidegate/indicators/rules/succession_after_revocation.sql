-- Premises where a permit was taken away and another holder began in the same activity soon after.
with ended as (
    select premises, holder, record_id, coalesce(permitTypeCode, permitType) as activity,
           coalesce(statusDate_from, valid_to) as ended
    from Permit
    where list_contains($ended, status) and holder is not null
),
pairs as (
    select e.premises, e.holder as former, n.holder as successor, e.ended, n.startDate_from as began,
           list_sort(list_distinct(list_concat(array_agg(e.record_id), array_agg(n.record_id)))) as cited
    from ended e
    join Permit n
      on n.premises = e.premises and n.holder <> e.holder and coalesce(n.permitTypeCode, n.permitType) = e.activity
     and n.startDate_from >= e.ended and date_diff('day', e.ended, n.startDate_from) <= $within_days
    group by e.premises, e.holder, n.holder, e.ended, n.startDate_from
),
earlier as (
    select distinct p.premises, p.successor
    from pairs p join Permit o on o.premises = p.premises and o.holder = p.successor and o.startDate_from < p.ended
),
beside as (
    select p.premises, p.ended, count(distinct o.holder) as holders
    from pairs p
    join Permit o on o.premises = p.premises and o.startDate_from <= p.ended and coalesce(o.endDate_from, p.ended) >= p.ended
    group by p.premises, p.ended
),
likeness as (
    select p.former, p.successor,
           max(case when a.core = b.core then 3
                    when jaro_winkler_similarity(a.core, b.core) >= $alike then 2
                    when list_has_any(a.words, b.words) then 1 else 0 end) as alike
    from (select distinct former, successor from pairs) p
    join names a on a.entity = p.former
    join names b on b.entity = p.successor
    group by p.former, p.successor
)
select p.premises as subject, p.former || ' ' || p.successor as key, p.began as at,
       [p.former, p.successor] as others, p.cited as rows,
       p.ended, date_diff('day', p.ended, p.began) as days,
       case when coalesce(b.holders, 0) >= $many then 'names at a shared place'
            when l.alike = 3 then 'the same but for the legal form'
            when l.alike = 2 then 'spelt alike'
            when l.alike = 1 then 'different but share a word'
            else 'unlike' end as class
from pairs p
left join earlier e on e.premises = p.premises and e.successor = p.successor
left join beside b on b.premises = p.premises and b.ended = p.ended
left join likeness l on l.former = p.former and l.successor = p.successor
where e.successor is null
