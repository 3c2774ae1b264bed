-- Companies that own or direct themselves in a circle, or stand under layers of companies in which no person appears.
with held as (
    select Ownership.owner as holder, Ownership.asset as company, Ownership.record_id
    from Ownership
    where Ownership.endDate_from is null or Ownership.endDate_from > $on
    union all
    select Directorship.director as holder, Directorship.organization as company, Directorship.record_id
    from Directorship
    where Directorship.endDate_from is null or Directorship.endDate_from > $on
),
edges as (
    select held.holder, held.company, max(held.record_id) as record_id
    from held
    join entities as above on above.entity = held.holder and above.kind = 'organisation'
    join entities as below on below.entity = held.company and below.kind = 'organisation'
    where held.holder <> held.company
    group by held.holder, held.company
),
wide as (
    select holder
    from edges
    group by holder
    having count(*) > $most_companies
),
narrow as (
    select edges.holder, edges.company, edges.record_id
    from edges left join wide on wide.holder = edges.holder
    where wide.holder is null
),
of_persons as (
    select distinct held.company
    from held join entities on entities.entity = held.holder and entities.kind = 'person'
),
circles as (
    select b.company as first, [a.holder, a.company] as members, [a.record_id, b.record_id] as rows
    from narrow as a join narrow as b on b.holder = a.company and b.company = a.holder
    where a.holder < a.company
    union all
    select c.company as first, [a.holder, a.company, b.company] as members, [a.record_id, b.record_id, c.record_id] as rows
    from narrow as a
    join narrow as b on b.holder = a.company
    join narrow as c on c.holder = b.company and c.company = a.holder
    where a.holder < a.company and a.holder < b.company and a.company <> b.company
    union all
    select d.company as first, [a.holder, a.company, b.company, c.company] as members,
           [a.record_id, b.record_id, c.record_id, d.record_id] as rows
    from narrow as a
    join narrow as b on b.holder = a.company
    join narrow as c on c.holder = b.company
    join narrow as d on d.holder = c.company and d.company = a.holder
    where a.holder < a.company and a.holder < b.company and a.holder < c.company
      and a.company <> b.company and a.company <> c.company and b.company <> c.company
),
layers as (
    select a.company as first, [a.holder, b.holder, c.holder] as members, [a.record_id, b.record_id, c.record_id] as rows
    from narrow as a
    join narrow as b on b.company = a.holder
    join narrow as c on c.company = b.holder
    left join of_persons as p0 on p0.company = a.company
    left join of_persons as p1 on p1.company = a.holder
    left join of_persons as p2 on p2.company = b.holder
    left join of_persons as p3 on p3.company = c.holder
    where p0.company is null and p1.company is null and p2.company is null and p3.company is null
      and a.company <> b.holder and a.company <> c.holder and a.holder <> c.holder
),
found as (
    select first, 'circle' as form, list_distinct(flatten(list(members))) as members, list_distinct(flatten(list(rows))) as rows
    from circles
    group by first
    union all
    select first, 'layers' as form, list_distinct(flatten(list(members))) as members, list_distinct(flatten(list(rows))) as rows
    from layers
    group by first
),
began as (
    select found.first, found.form, max(coalesce(known.since, $on)) as at
    from (select first, form, unnest(rows) as record_id from found) as found
    left join (
        select record_id, coalesce(startDate_from, known_from) as since from Ownership
        union all
        select record_id, coalesce(startDate_from, known_from) as since from Directorship
    ) as known on known.record_id = found.record_id
    group by found.first, found.form
)
select found.first as subject,
       found.form as key,
       began.at as at,
       found.members as others,
       found.rows as rows,
       len(found.members) as companies,
       case when found.form = 'circle' then 'own or direct each other in a circle'
            else 'stand above each other in three layers, and no natural person is registered in any' end as form,
       case when found.form = 'circle' then 'bezitten of besturen elkaar in een kring'
            else 'staan in drie lagen boven elkaar, en in geen daarvan is een natuurlijk persoon ingeschreven' end as form_nl
from found join began on began.first = found.first and began.form = found.form
order by subject, key
