-- Nothing was linked: no tie rests on a link.
select ''::varchar as register, ''::varchar as file, 0::bigint as row_number, ''::varchar as entity,
       0.0::double as bits
limit 0
