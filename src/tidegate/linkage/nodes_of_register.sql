-- Which nodes a register has records of. In: nodes, members.
select n.node in (select node from members where register = $register) as own from nodes n order by n.node
