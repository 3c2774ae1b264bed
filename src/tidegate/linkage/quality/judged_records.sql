-- Records whose truth is known, with the entity each was put into. Left out by the linkage: alone.
select t.record_id, t.register, t.schema, coalesce(e.entity, 'alone: ' || t.record_id) as entity, t.true_id
from truth t
left join (select distinct record_id, entity from entities) e on e.record_id = t.record_id
