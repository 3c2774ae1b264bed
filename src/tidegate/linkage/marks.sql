-- Which versions of records a node has, each as one number. In: members.
create or replace temp table marks as
select hash(record_id, known_from, valid_from, valid_to) as mark, node from members
