-- Which things of many deliveries are one record, and from when until when the deliveries said so.
-- In: things (place, part, file, row_number, known_by, content, gone, delivery_date), parts (part, source, query,
-- thing) and deliveries (source, delivery_date, ordinal, next_date, kind, keyed). Out: one row per version of a record.
-- A part stands for a source, query and thing: one number is compared sooner than three texts.
-- Most things stand once in each delivery of a run without gaps and always say the same: counting tells these, and
-- only the others are put in order.
with dated as (
    select p.part, d.ordinal::integer as ordinal, d.kind, d.delivery_date, d.next_date, d.keyed
    from parts p
    join deliveries d using (source)
),
placed as (
    select t.place, t.file, t.row_number, t.part, t.known_by, t.content, t.gone,
           d.ordinal, d.kind, d.delivery_date, d.next_date, d.keyed
    from things t
    join dated d on d.part = t.part and d.delivery_date is not distinct from t.delivery_date
),
counted as materialized (
    select part, known_by,
           min(ordinal) as first_ordinal,
           max(ordinal) as last_ordinal,
           arg_max(place, ordinal) as place,
           bool_and(kind = 'full') as full_ones,
           -- Two deliveries that share a bit make a thing count as restless, which is only slower.
           count(*) = bit_count(bit_or(1::ubigint << (ordinal % 63)::integer)) and not bool_or(gone)
           and (count(*) = 1
                or (bool_and(kind = 'full') and min(hash(content)) = max(hash(content))
                    and count(*) = max(ordinal) - min(ordinal) + 1)) as restful
    from placed
    group by part, known_by
),
restless as (
    select p.*
    from placed p
    semi join (select * from counted where not restful) c using (part, known_by)
),
told_apart as (
    select *,
           -- Of several changes of one thing in one delivery the last row holds; elsewhere a repeated key is told apart
           -- by what the rows say, because their order means nothing.
           case when keyed and kind = 'changes' then 1 else row_number() over (
               partition by part, known_by, ordinal
               order by content, file, row_number
           ) end as occurrence,
           row_number() over (
               partition by part, known_by, ordinal
               order by file desc, row_number desc
           ) as from_the_end
    from restless
    qualify from_the_end = 1 or not (keyed and kind = 'changes')
),
stepped as (
    select *,
           lag(content) over w as content_before,
           lag(ordinal) over w as ordinal_before,
           lag(gone) over w as gone_before,
           lead(ordinal) over w as ordinal_after,
           lead(delivery_date) over w as date_after
    from told_apart
    window w as (partition by part, known_by, occurrence order by ordinal)
),
marked as (
    select *,
           ordinal_before is null or gone_before or gone or content_before <> content
           or (kind = 'full' and ordinal_before <> ordinal - 1) as fresh,
           ordinal_before is not null and not coalesce(gone_before, false)
           and (kind = 'changes' or ordinal_before = ordinal - 1) as follows
    from stepped
),
islands as (
    select *,
           sum(fresh::integer) over (
               partition by part, known_by, occurrence order by ordinal
           ) as island
    from marked
)
select part,
       case when occurrence = 1 then known_by
            else left(sha1(known_by || '#' || occurrence), 24) end as record_id,
       -- In a struct, because min_by and max_by pass over an absent value and would take another row's.
       min_by({'day': delivery_date}, ordinal).day as known_from,
       max_by({'day': case when kind = 'full' then next_date else date_after end}, ordinal).day as known_to,
       min(ordinal)::bigint as first_ordinal,
       max(ordinal)::bigint as last_ordinal,
       max_by(place, ordinal) as place,
       bool_or(follows and fresh) as changed,
       max_by({'n': ordinal_after}, ordinal).n::bigint as ordinal_after,
       bool_or(gone) as gone,
       any_value(kind) as kind
from islands
group by part, known_by, occurrence, island
union all
select c.part, c.known_by as record_id, f.delivery_date as known_from,
       case when c.full_ones then l.next_date end as known_to,
       c.first_ordinal, c.last_ordinal, c.place, false as changed, null as ordinal_after, false as gone,
       case when c.full_ones then 'full' else 'changes' end as kind
from counted c
join dated f on f.part = c.part and f.ordinal = c.first_ordinal
join dated l on l.part = c.part and l.ordinal = c.last_ordinal
where c.restful
