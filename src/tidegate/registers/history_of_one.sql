-- The versions of records where there is one delivery, nothing is repeated and nothing has gone: each thing is one.
select t.part, t.known_by as record_id, t.delivery_date as known_from,
       null::varchar as known_to, 1::bigint as first_ordinal, 1::bigint as last_ordinal, t.place,
       false as changed, null::bigint as ordinal_after, false as gone, d.kind
from things t
join deliveries d on d.source = t.source and d.delivery_date is not distinct from t.delivery_date
