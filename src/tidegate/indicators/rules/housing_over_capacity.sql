-- Housing in which an inspection found more people than the permit allows, or more than the floor can hold.
with permits as (
    select premises, entity, record_id, permitType, holder, capacity_number as capacity, startDate_from as since,
           endDate_from as until
    from Permit
    where capacity_number > 0 and premises is not null and list_contains($granted_words, lower(decision))
),
counted as (
    select Inspection.entity, Inspection.record_id, Inspection.premises, Inspection.date_from as day, Inspection.inspected,
           try_cast(regexp_extract(Inspection.findings, '^\s*([0-9]+)', 1) as integer) as people,
           regexp_matches(lower(Inspection.result), $crowded_words) as told
    from Inspection
    where Inspection.findings is not null and Inspection.premises is not null and Inspection.date_from is not null
),
over as (
    select counted.premises, counted.day, counted.people, counted.told, counted.inspected, counted.record_id,
           permits.capacity, permits.holder, permits.permitType, permits.record_id as permit_record, counted.entity
    from counted
    left join permits
      on permits.premises = counted.premises
     and (permits.since is null or permits.since <= counted.day + 31)
     and (permits.until is null or permits.until >= counted.day)
    where counted.people >= $least_ratio * permits.capacity and counted.people - permits.capacity >= $least_people
       or permits.capacity is null and counted.told
),
reported as (
    select over.premises, count(distinct Report.entity) as reports, list(distinct Report.record_id) as rows
    from (select distinct premises from over) as over join Report using (premises)
    where regexp_matches(lower(Report.topic), $crowded_words)
    group by over.premises
)
select over.premises as subject,
       min(over.day) as at,
       list_distinct(list_concat(list(over.holder), list(over.inspected))) as others,
       list_distinct(list_concat(flatten(list([over.record_id, over.permit_record])), coalesce(min(reported.rows), []))) as rows,
       max(over.people) as people, cast(max(over.capacity) as integer) as capacity,
       arg_max(over.permitType, over.people) as permit_type,
       count(distinct over.entity) as inspections, coalesce(min(reported.reports), 0) as reports
from over left join reported using (premises)
group by over.premises
having bool_or(over.told) or coalesce(min(reported.reports), 0) >= 1 or max(over.people / over.capacity) >= $high_ratio
order by subject
