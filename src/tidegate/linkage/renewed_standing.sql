-- Every node of before and of now: whether it was there, whether it stays, whether its records are others.
-- In: marks, stored_marks, stored_nodes (node, records).
create or replace temp table standing as
with now as (select node, count(*) as versions, bit_xor(mark) as mixed, sum(mark) as total from marks group by node),
before as (select node, count(*) as versions, bit_xor(mark) as mixed, sum(mark) as total from stored_marks group by node)
select coalesce(n.node, b.node) as node, b.node is not null as was, n.node is not null as stays,
       coalesce(n.versions, 0) as records,
       n.versions is distinct from b.versions or n.mixed is distinct from b.mixed or n.total is distinct from b.total as other
from now n full join before b on n.node = b.node
