-- Words that more than a rare share of distinct names hold. In: nodes; words_of_field and cores_of_field are renamed.
with names as (
    select distinct cores_of_field as name, words_of_field as words from nodes where words_of_field is not null
),
total as (select count(*) + $floor as names from names),
counted as (
    select word, count(*) as names_with from (select unnest(words) as word from names) group by word
)
select $field as field, word, names_with::double / total.names as share
from counted, total
where names_with > $rare * total.names
order by word
