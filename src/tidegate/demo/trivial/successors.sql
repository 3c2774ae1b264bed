-- A business that begins where something was closed.
select e.entity as subject, unnest([e.record_id, m.record_id]) as record_id
from Measure m join Establishment e on e.premises = m.premises
where e.startDate_from > m.startDate_from
