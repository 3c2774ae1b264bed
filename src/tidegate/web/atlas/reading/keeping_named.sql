copy (from read_parquet($source) order by entity)
to $path (format parquet, compression zstd, row_group_size 4096)
