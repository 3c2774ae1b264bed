-- Premises where a permit was given up and another holder began in the same activity about then.
with ended as (
    select premises, holder, establishment, record_id, coalesce(permitTypeCode, permitType) as activity,
           coalesce(statusDate_from, endDate_from) as ended
    from Permit
    where list_contains($ended, status) and holder is not null
),
pairs as (
    select e.premises, e.holder as former, n.holder as successor, e.ended, n.startDate_from as began,
           min(e.establishment) as former_shop, min(n.establishment) as successor_shop,
           list_sort(list_distinct(list_concat(array_agg(e.record_id), array_agg(n.record_id)))) as cited
    from ended e
    join Permit n
      on n.premises = e.premises and n.holder <> e.holder and coalesce(n.permitTypeCode, n.permitType) = e.activity
     and date_diff('day', n.startDate_from, e.ended) <= $overlap_days and date_diff('day', e.ended, n.startDate_from) <= $within_days
    group by e.premises, e.holder, n.holder, e.ended, n.startDate_from
),
earlier as (
    select distinct p.premises, p.successor, p.ended, p.began
    from pairs p join Permit o on o.premises = p.premises and o.holder = p.successor and o.startDate_from < p.began
),
beside as (
    select p.premises, p.ended, count(distinct o.holder) as holders
    from (select distinct premises, ended from pairs) p
    join Permit o
      on o.premises = p.premises and o.startDate_from <= p.ended and coalesce(o.endDate_from, p.ended) >= p.ended
    group by p.premises, p.ended
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
select p.premises as subject, p.former || ' ' || p.successor as key, greatest(p.began, p.ended) as at,
       [p.former, p.successor] as others, p.cited as rows,
       p.ended, p.began, date_diff('day', p.ended, p.began) as days,
       case when coalesce(b.holders, 0) >= $many then 'shared place'
            when s.alike >= 2 and f.form is null and g.form is not null then 'incorporation'
            when h.alike >= 1 and f.form is null and g.form is not null then 'incorporation'
            when coalesce(greatest(c.places, d.places), 0) >= $chain then 'chain or franchise'
            when h.alike >= 2 then 'same name'
            when s.alike >= 2 then 'same trade name'
            when h.alike = 1 or s.alike = 1 then 'a word in common'
            else 'unrelated names' end as class
from pairs p
left join earlier e
  on e.premises = p.premises and e.successor = p.successor and e.ended = p.ended and e.began = p.began
left join beside b on b.premises = p.premises and b.ended = p.ended
left join likeness h on h.one = p.former and h.other = p.successor
left join likeness s on s.one = p.former_shop and s.other = p.successor_shop
left join form f on f.entity = p.former
left join form g on g.entity = p.successor
left join spread c on c.who = p.successor
left join spread d on d.who = p.successor_shop
where e.successor is null and greatest(p.began, p.ended) <= $on
