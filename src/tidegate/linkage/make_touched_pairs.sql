select least(l.node, r.node) as node_l, greatest(l.node, r.node) as node_r, number_of_rule as rule
from (select b.* from block_of_rule b semi join touched t on b.node = t.node) l
join block_of_rule r on l.block = r.block and l.node <> r.node
