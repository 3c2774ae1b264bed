-- The contingency of what was found and what is true.
select register, schema, entity, true_id, count(*) as n from judged group by all
