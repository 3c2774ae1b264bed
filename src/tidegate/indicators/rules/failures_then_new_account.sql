-- Premises where inspections were failed, and soon after another holder got a permit for the same activity.
with failed as (
    select premises, record_id, date_from as day
    from Inspection
    where list_contains($failed, result) and premises is not null
),
began as (
    select premises, holder, coalesce(permitTypeCode, permitType) as activity, min(startDate_from) as began,
           min(establishment) as shop, arg_min(record_id, (startDate_from, record_id)) as record_id
    from Permit
    where premises is not null and holder is not null and startDate_from is not null
    group by premises, holder, coalesce(permitTypeCode, permitType)
),
turn as (
    -- Who was there before the new holder: the last one that began earlier.
    select n.premises, n.holder as successor, n.began, n.record_id, n.shop as successor_shop,
           o.holder as former, o.shop as former_shop, o.record_id as former_record
    from began n
    join began o on o.premises = n.premises and o.activity = n.activity and o.holder <> n.holder and o.began < n.began
    qualify row_number() over (
        partition by n.premises, n.holder, n.activity order by o.began desc, o.holder
    ) = 1
),
crowd as (
    select premises, count(distinct holder) as holders from began group by premises
),
pairs as (
    select t.premises, t.former, t.successor, min(t.former_shop) as former_shop, min(t.successor_shop) as successor_shop,
           t.began, count(distinct f.record_id) as failures, max(f.day) as last_failure,
           list_sort(list_distinct(list_concat(
               array_agg(f.record_id), list_concat(array_agg(t.record_id), array_agg(t.former_record))))) as cited
    from turn t
    join failed f on f.premises = t.premises and f.day <= t.began and date_diff('day', f.day, t.began) <= $within_days
    group by t.premises, t.former, t.successor, t.began
),
spread as (
    -- At how many premises a trade name or a holder is: a chain takes over shops as its ordinary business.
    select who, max(places) as places
    from (
        select p.holder as who, count(distinct p.premises) as places from Permit p group by p.holder
        union all
        select n.entity, count(distinct p.premises)
        from names n join names m on m.core = n.core join Permit p on p.establishment = m.entity
        where n.entity in (select successor_shop from pairs)
        group by n.entity
    )
    group by who
),
likeness as (
    select l.one, l.other,
           max(case when a.core = b.core then 3
                    when jaro_winkler_similarity(a.core, b.core) >= $alike then 2
                    when list_has_any(a.words, b.words) then 1 else 0 end) as alike
    from (
        select former as one, successor as other from pairs
        union
        select former_shop, successor_shop from pairs
    ) l
    join names a on a.entity = l.one
    join names b on b.entity = l.other
    group by l.one, l.other
),
form as (
    select entity, max(form) as form from names group by entity
)
select p.premises as subject, p.former || ' ' || p.successor as key, p.began as at,
       [p.former, p.successor] as others, p.cited as rows,
       p.failures, p.last_failure, p.began, date_diff('day', p.last_failure, p.began) as days,
       case when w.holders >= $many then 'shared place'
            when s.alike >= 2 and f.form is null and g.form is not null then 'incorporation'
            when h.alike >= 1 and f.form is null and g.form is not null then 'incorporation'
            when coalesce(greatest(c.places, d.places), 0) >= $chain then 'chain or franchise'
            when h.alike >= 2 then 'same name'
            when s.alike >= 2 then 'same trade name'
            when h.alike = 1 or s.alike = 1 then 'a word in common'
            else 'unrelated names' end as class
from pairs p
join crowd w on w.premises = p.premises
left join likeness h on h.one = p.former and h.other = p.successor
left join likeness s on s.one = p.former_shop and s.other = p.successor_shop
left join form f on f.entity = p.former
left join form g on g.entity = p.successor
left join spread c on c.who = p.successor
left join spread d on d.who = p.successor_shop
where p.failures >= $failures and w.holders < $many and p.began <= $on
