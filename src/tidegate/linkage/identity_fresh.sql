-- Ids for clusters that inherit none, made of the smallest record, the smallest node, the build and the salt.
with firsts as (
    select cluster, min(record_id) as smallest, min(node) as node
    from partition anti join kept using (cluster)
    group by cluster
)
select cluster,
       substr(sha256(concat_ws(chr(10), $salt::varchar, $build::varchar, smallest, node::varchar)), 1, 20) as id
from firsts
order by id
