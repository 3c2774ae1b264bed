select entity, name, core, string_split(core, ' ') as words, form
from (
    select s.entity, s.name, unnest(p.core) as core, list_extract(p.form, 1) as form
    from said s join parts p using (name)
)
order by all
