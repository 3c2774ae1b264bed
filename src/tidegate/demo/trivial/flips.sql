-- The same property sold twice within a year.
with ordered as (
    select subject, record_id, date_from,
           lag(date_from) over (partition by subject order by date_from) as before,
           lag(record_id) over (partition by subject order by date_from) as record_before
    from Deal where known_to is null
)
select subject, unnest([record_id, record_before]) as record_id from ordered where date_from - before <= 365
