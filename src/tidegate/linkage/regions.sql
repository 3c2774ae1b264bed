-- The region of each node: its postcode but for the last three characters, which nearly everywhere tell streets or parts
-- of one town. In: nodes_with_postcodes (node, postcode, was, stays).
create or replace temp table regions as
select node, nullif(left(postcode, greatest(len(postcode) - 3, 0)), '') as region, was, stays
from nodes_with_postcodes
