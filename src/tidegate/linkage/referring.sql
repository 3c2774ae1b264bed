-- What records say of the things that they name in a role: of several about one thing, those of the last day.
-- In: the file $path, table_of_things (entity_id and value_column); the three columns are renamed.
with said as (
    select role_column[1] as entity_id, about_column[1] as about, coalesce(valid_from, date '0001-01-01') as day
    from read_parquet($path)
),
lasting as (
    -- A record without a thing it is about, or without its role, still counts as the last: it then tells nothing.
    select entity_id, about from said where about is not null
    qualify day = max(day) over (partition by about)
)
select l.entity_id, list_sort(list_distinct(flatten(list(t.value_column)))) as told
from lasting l join table_of_things t on t.entity_id = l.about
where l.entity_id is not null
group by l.entity_id
