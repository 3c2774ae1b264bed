-- Letters and digits of a value, in capitals without accents; nothing where none remain. Order of rows is kept.
select nullif(regexp_replace(upper(strip_accents(value)), '[^\p{L}\p{N}]', '', 'g'), '') as value from "column"
