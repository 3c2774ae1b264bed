-- What the versions of things say, without a row.
create or replace view things as
select ''::varchar as record_id, ''::varchar as register, ''::varchar as file, 0::bigint as row_number,
       ''::varchar as entity_id, null::date as known_from, null::date as known_to,
       ''::varchar as said
limit 0
