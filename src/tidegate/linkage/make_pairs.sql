select l.node as node_l, r.node as node_r, number_of_rule as rule
from block_of_rule l join block_of_rule r on l.block = r.block and l.node < r.node
