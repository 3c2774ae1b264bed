-- The words of each node by how rare they are. In: nodes, common_words; the columns are renamed.
-- A word of two letters is too short to tell anything by itself. Names come again and again, so each is judged once.
create or replace temp table nodes_marked as
with names as (
    select words_of_field as words, row_number() over () as name
    from (select distinct words_of_field from nodes where words_of_field is not null)
),
words as (select name, unnest(words) as word from names),
judged as (
    select w.name, w.word, c.share
    from words w left join common_words c on c.word = w.word and c.field = $field
    where length(w.word) > 2
),
marked as (
    select name,
           list(word order by word) filter (share is null) as rare_of_field,
           list(word order by word) filter (share <= $known) as known_of_field
    from judged group by name
),
told as (select n.words, m.rare_of_field, m.known_of_field from names n join marked m using (name))
select n.*, t.rare_of_field, t.known_of_field
from nodes n left join told t on t.words = n.words_of_field
