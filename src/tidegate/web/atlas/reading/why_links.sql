from read_parquet($path)
where node_l in (select unnest($nodes::bigint[])) and node_r in (select unnest($nodes::bigint[]))
order by node_l, node_r
