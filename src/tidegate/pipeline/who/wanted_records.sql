-- The raw values of some records; of several versions the last one known. In: gathered, wanted (record_id).
select g.* from gathered g join wanted w on w.record_id = g.record_id
qualify row_number() over (partition by g.record_id order by g.known_from desc, g.row_number) = 1
