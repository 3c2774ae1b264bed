-- A business that begins at premises within half a year after another ended there.
with branch as (
    select entity, premises, arg_max(record_id, known_from) as record_id, min(startDate_from) as started,
           max(endDate_from) as ended
    from Establishment group by all
)
select a.premises as subject, unnest([a.record_id, b.record_id]) as record_id
from branch a join branch b on a.premises = b.premises and a.entity <> b.entity
where b.started between a.ended and a.ended + 183
