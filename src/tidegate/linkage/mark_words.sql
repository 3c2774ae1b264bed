-- The words of each node by how rare they are. In: nodes, common_words; the columns are renamed.
-- A word of two letters is too short to tell anything by itself.
create or replace temp table nodes_marked as
with words as (
    select node, unnest(words_of_field) as word from nodes where words_of_field is not null
),
judged as (
    select w.node, w.word, c.share
    from words w left join common_words c on c.word = w.word and c.field = $field
    where length(w.word) > 2
),
marked as (
    select node,
           list(word order by word) filter (share is null) as rare_of_field,
           list(word order by word) filter (share <= $known) as known_of_field
    from judged group by node
)
select n.*, m.rare_of_field, m.known_of_field
from nodes n left join marked m using (node)
