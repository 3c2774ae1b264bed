insert into found (rowid, folded) select id, folded from said order by id
