select table_name as name from duckdb_tables() where database_name = 'kept' order by table_name
