-- Each tie at both of its ends, in order of entities: a page about one entity reads a few thousand rows.
copy (
    select target as entity, source as other, 'to it' as way, t.* from ties as t where source <> target
    union all
    select source as entity, target as other, 'from it' as way, t.* from ties as t where source <> target
    order by entity, tie
) to $path (format parquet, compression zstd, row_group_size 4096)
