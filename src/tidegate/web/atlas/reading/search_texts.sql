select id, entity, text, folded, what from said where id in (select value from json_each(:ids))
