-- Premises with one licensed holder where inspectors found another name, and something else stood out as well.
with term as (
    select premises, holder, establishment, record_id, startDate_from as began, coalesce(endDate_from, $on) as until
    from Permit
    where premises is not null and holder is not null and startDate_from is not null
),
alone as (
    select premises, min(holder) as holder from term group by premises having count(distinct holder) = 1
),
seen as (
    select i.premises, i.establishment, i.record_id, i.date_from as day, i.result, a.holder
    from Inspection i
    join alone a on a.premises = i.premises
    where i.establishment is not null and i.result is not null and not list_contains($not_there, i.result)
),
licensed as (
    select s.premises, s.establishment, s.holder, s.record_id, s.day, s.result, t.record_id as permit, t.establishment as shop
    from seen s
    join term t on t.premises = s.premises and t.began <= s.day and t.until >= s.day
),
pairs as (
    select distinct establishment, who
    from (
        select establishment, holder as who from licensed
        union all
        select establishment, shop as who from licensed where shop is not null
    )
),
likeness as (
    select p.establishment, max(greatest(
               jaro_winkler_similarity(a.core, b.core),
               case when list_has_any(a.words, b.words) then 1.0 else 0.0 end)) as alike
    from pairs p
    join names a on a.entity = p.establishment
    join names b on b.entity = p.who
    group by p.establishment
),
complained as (
    select l.premises, count(distinct r.record_id) as reports, array_agg(distinct r.record_id) as cited
    from (select distinct premises from licensed) l
    join Report r on r.premises = l.premises
    group by l.premises
),
counted as (
    select l.premises, l.establishment, min(l.day) as since, max(l.day) as until, count(distinct l.record_id) as visits,
           count(distinct l.record_id) filter (list_contains($failed, l.result)) as failures,
           min(l.holder) as holder, array_agg(distinct l.record_id) as cited, array_agg(distinct l.permit) as permits
    from licensed l
    join likeness k on k.establishment = l.establishment
    where k.alike < $unlike
    group by l.premises, l.establishment
)
select c.premises as subject, c.establishment as key, c.since as at, [c.establishment, c.holder] as others,
       list_sort(list_concat(list_concat(c.cited, c.permits), coalesce(m.cited, []))) as rows,
       c.visits, c.failures, coalesce(m.reports, 0) as reports, c.since, c.until
from counted c
left join complained m on m.premises = c.premises
where c.visits >= $visits and (c.failures >= $failures or coalesce(m.reports, 0) >= $reports)
