copy (from attachments order by entity, bits, register, file, row_number, record_id)
to $path (format parquet, compression zstd, row_group_size 16384)
