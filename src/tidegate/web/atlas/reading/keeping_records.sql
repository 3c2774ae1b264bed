copy (from read_parquet($source) order by entity, known_from, delivery_date, register, record_id)
to $path (format parquet, compression zstd, row_group_size 2048)
