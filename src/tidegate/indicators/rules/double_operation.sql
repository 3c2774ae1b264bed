-- Premises where two holders were licensed for the same exclusive activity at the same time.
with episode as (
    select premises, holder, establishment, record_id, coalesce(permitTypeCode, permitType) as activity,
           startDate_from as began,
           case when list_contains($ended, status)
                then least(coalesce(statusDate_from, endDate_from), coalesce(endDate_from, statusDate_from))
                else endDate_from end as until
    from Permit
    where premises is not null and holder is not null and startDate_from is not null
      and list_contains($exclusive, coalesce(permitTypeCode, permitType))
),
span as (
    -- Terms of one holder are one span, gaps included: a renewal is often late.
    select premises, holder, min(establishment) as establishment, activity, min(began) as began, max(until) as until,
           array_agg(record_id) as cited
    from episode
    where until > began
    group by premises, holder, activity
),
crowd as (
    select premises, activity, count(distinct holder) as holders from span group by premises, activity
),
pairs as (
    select a.premises, a.activity, a.holder as former, b.holder as successor,
           a.establishment as former_shop, b.establishment as successor_shop,
           greatest(a.began, b.began) as since, least(a.until, b.until) as until,
           list_sort(list_distinct(list_concat(a.cited, b.cited))) as cited
    from span a
    join span b
      on b.premises = a.premises and b.activity = a.activity and b.holder <> a.holder
     and (b.began > a.began or (b.began = a.began and b.holder > a.holder))
    where date_diff('day', greatest(a.began, b.began), least(a.until, b.until)) >= $overlap_days
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
select p.premises as subject, p.former || ' ' || p.successor as key,
       p.since + to_days(cast($overlap_days as integer)) as at,
       [p.former, p.successor] as others, p.cited as rows, p.since, p.until,
       date_diff('day', p.since, p.until) as days,
       case when w.holders >= $many then 'shared place'
            when s.alike >= 2 and f.form is null and g.form is not null then 'incorporation'
            when h.alike >= 1 and f.form is null and g.form is not null then 'incorporation'
            when coalesce(greatest(c.places, d.places), 0) >= $chain then 'chain or franchise'
            when h.alike >= 2 then 'same name'
            when s.alike >= 2 then 'same trade name'
            when h.alike = 1 or s.alike = 1 then 'a word in common'
            else 'unrelated names' end as class
from pairs p
join crowd w on w.premises = p.premises and w.activity = p.activity
left join likeness h on h.one = p.former and h.other = p.successor
left join likeness s on s.one = p.former_shop and s.other = p.successor_shop
left join form f on f.entity = p.former
left join form g on g.entity = p.successor
left join spread c on c.who = p.successor
left join spread d on d.who = p.successor_shop
where p.since + to_days(cast($overlap_days as integer)) <= $on
  and w.holders < $many and (not $one_name or h.alike >= 2 or s.alike >= 2)
