-- The columns into which every rule is put, without a row.
select ''::varchar as kind, ''::varchar as source, ''::varchar as target, ''::varchar as role, ''::varchar as says,
       ''::varchar as grain, true as lasting, ''::varchar as control, 0.0::double as share, 0.0::double as amount,
       ''::varchar as currency, null::date as valid_from, null::date as valid_to, null::date as known_from,
       null::date as known_to, ''::varchar as record_id, ''::varchar as register, ''::varchar as file,
       0::bigint as row_number
limit 0
