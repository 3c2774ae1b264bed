-- Which things of many deliveries are one record, and from when until when the deliveries said so.
-- In: things (file, row_number, query, thing, source, known_by, content, gone, delivery_date) and
-- deliveries (source, delivery_date, ordinal, next_date, kind, keyed). Out: one row per version of a record.
with placed as (
    select t.file, t.row_number, t.query, t.thing, t.source, t.known_by, t.content, t.gone,
           d.ordinal, d.kind, d.delivery_date, d.next_date,
           -- Of several changes of one thing in one delivery the last row holds; elsewhere a repeated key is told apart
           -- by what the rows say, because their order means nothing.
           case when d.keyed and d.kind = 'changes' then 1 else row_number() over (
               partition by t.source, t.query, t.thing, t.known_by, d.ordinal
               order by t.content, t.file, t.row_number
           ) end as occurrence,
           row_number() over (
               partition by t.source, t.query, t.thing, t.known_by, d.ordinal
               order by t.file desc, t.row_number desc
           ) as from_the_end
    from things t
    join deliveries d on d.source = t.source and d.delivery_date is not distinct from t.delivery_date
    qualify from_the_end = 1 or not (d.keyed and d.kind = 'changes')
),
stepped as (
    select *,
           lag(content) over w as content_before,
           lag(ordinal) over w as ordinal_before,
           lag(gone) over w as gone_before,
           lead(ordinal) over w as ordinal_after,
           lead(delivery_date) over w as date_after
    from placed
    window w as (partition by source, query, thing, known_by, occurrence order by ordinal)
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
               partition by source, query, thing, known_by, occurrence order by ordinal
           ) as island
    from marked
)
select source, query, thing,
       case when occurrence = 1 then known_by
            else left(sha1(known_by || '#' || occurrence), 24) end as record_id,
       -- In a struct, because min_by and max_by pass over an absent value and would take another row's.
       min_by({'day': delivery_date}, ordinal).day as known_from,
       max_by({'day': case when kind = 'full' then next_date else date_after end}, ordinal).day as known_to,
       min(ordinal) as first_ordinal,
       max(ordinal) as last_ordinal,
       max_by(file, ordinal) as file,
       max_by(row_number, ordinal) as row_number,
       bool_or(follows and fresh) as changed,
       max_by({'n': ordinal_after}, ordinal).n as ordinal_after,
       bool_or(gone) as gone,
       any_value(kind) as kind
from islands
group by source, query, thing, known_by, occurrence, island
