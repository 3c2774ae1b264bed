-- Rows of a register whose truth is known, with the entity each was put into. Left out by the linkage: alone.
select t.register, $schema as schema, t.row_number,
       coalesce(e.entity, 'alone: ' || t.register || ' ' || t.row_number) as entity,
       t.true_id
from truth t
left join (select distinct register, row_number, entity from entities where schema = $schema) e
       on e.register = t.register and e.row_number = t.row_number
