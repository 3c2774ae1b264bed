-- How firmly an entity hangs in a source row: the weakest of the records that say it there.
select register, file, row_number, entity, min(bits) as bits from attachments group by all
