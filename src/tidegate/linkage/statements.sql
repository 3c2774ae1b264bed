-- Nodes numbered by what their register states; -1 where it says nothing. In: nodes; `said` is put in as an expression
-- that is absent as soon as one of its columns is.
with said as (select node, said_columns as said from nodes)
select case when said is null then -1 else dense_rank() over (order by said) end as number
from said
order by node
