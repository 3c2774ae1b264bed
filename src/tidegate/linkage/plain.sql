-- Records in the columns that plain Splink compares; `unit` is what is compared once. In: entities, nodes.
-- The columns of a kind stand where columns_of_kind does.
create or replace temp table plain_records as
select e.record_id, columns_of_kind
from (select distinct record_id, node from entities qualify row_number() over (partition by record_id order by node) = 1) e
join nodes n using (node)
