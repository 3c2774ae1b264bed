-- Tables of what the things say that records refer to, and of what refers to them; `gathered` holds it all.
select table_name as name from duckdb_tables()
where temporary and (starts_with(table_name, 'ref_') or starts_with(table_name, 'back_'))
