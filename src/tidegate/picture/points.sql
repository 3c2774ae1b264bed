-- What several flagged subjects hang on. Each branch of `hangs` says: this entity hangs on that point. Nothing that is
-- or may be a natural person is a point.
with touched as materialized (
    select distinct flag, indicator, subject, unnest(list_prepend(subject, others)) as entity from flags
),
holding as materialized (
    select * from ties where known_to is null
),
named as materialized (
    select entity, kind, coalesce(caption, entity) as caption, "natural" or personal as private from nodes
),
hangs as materialized (
    select entity, 'place' as kind, entity as point, entity as own from named where kind = 'premises' and not private
    union
    select t.source, 'place', t.target, t.target
    from holding t join named n on n.entity = t.target
    where t.kind = 'Establishment' and n.kind = 'premises' and not n.private
    union
    select p.premises, 'street', coalesce(p.area || ', ', '') || p.street, null
    from places p join named n on n.entity = p.premises
    where p.street is not null and not n.private
    union
    select t.target, 'lease', t.source, t.source
    from holding t join named n on n.entity = t.source
    where (t.control = 'property' or (t.kind = 'Tenancy' and t.role = 'landlord'))
      and n.kind in ('company', 'organisation', 'public body') and not n.private
    union
    select t.source, 'address', t.target, t.target
    from holding t join named n on n.entity = t.target
    where t.kind = 'Seat' and not n.private
    union
    select t.target, 'lender', t.source, t.source
    from holding t join named n on n.entity = t.source
    where t.kind = 'Deal' and t.role = 'lender' and n.kind in ('company', 'organisation') and not n.private
    union
    select t.source, 'carrier', t.target, t.target
    from holding t join named n on n.entity = t.target
    where t.kind = 'UnknownLink' and n.kind in ('company', 'organisation') and not n.private
    union
    select entity, 'step', permitType || coalesce(', ' || desk, ''), null from permits where permitType is not null
    union
    select t.target, 'permit', t.role, null from holding t where t.kind = 'Permit' and t.role is not null
),
reached as (
    select h.kind, h.point, any_value(h.own) as own, count(distinct t.subject) as reach,
           list_sort(list_distinct(list(t.indicator))) as indicators, list_sort(list_distinct(list(t.flag))) as flags
    from hangs h join touched t on t.entity = h.entity
    group by h.kind, h.point
    having count(distinct t.subject) >= 2
),
among as (
    select kind, point, count(distinct entity) as among from hangs group by kind, point
),
counted as (
    select indicator, count(distinct subject) as subjects from flags group by indicator
),
-- Of two points of a kind that reach the very same flags, one is enough: that on which less hangs besides.
single as (
    select r.*, a.among from reached r join among a using (kind, point)
    qualify row_number() over (partition by r.kind, r.flags order by a.among, r.point) = 1
),
uncertain as (
    select s.kind, s.point, count(*) filter (f.strength_bits < $weak) as weak, max(f.false_share) as false_share
    from (select kind, point, unnest(flags) as flag from single) s join flags f using (flag)
    group by s.kind, s.point
),
whole as (
    select s.kind, s.point, sum(c.subjects) as subjects
    from (select kind, point, unnest(indicators) as indicator from single) s join counted c using (indicator)
    group by s.kind, s.point
)
select s.kind || ':' || s.point as point, s.kind, s.own as entity, coalesce(n.caption, s.point) as caption,
       s.reach, s.indicators, s.flags, s.among, least(1.0, s.reach / w.subjects) as share,
       u.weak as rest_on_weak_links, u.false_share
from single s
join uncertain u using (kind, point)
join whole w using (kind, point)
left join named n on n.entity = s.own
order by s.kind, s.reach desc, s.point
