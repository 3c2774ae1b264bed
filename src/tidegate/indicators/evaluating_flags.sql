-- Flags of one rule: of several that say the same of one subject the earliest stands, with the rows of all.
with whole as (
    select subject, key, min("at") as "at", arg_min(said, ("at", said)) as said,
           list_sort(list_distinct(flatten(list(others)))) as others,
           list_sort(list_distinct(flatten(list("rows")))) as "rows"
    from fired_rows
    where subject is not null and "at" is not null and subject not in (from natural_persons)
    group by all
)
select sha1($indicator || chr(31) || subject || chr(31) || key)[:20] as flag, *
from whole
