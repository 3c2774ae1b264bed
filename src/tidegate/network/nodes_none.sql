-- The columns in which every schema's records are read, without a row.
select ''::varchar as schema, ''::varchar as entity, ''::varchar as register, ''::varchar as name,
       ''::varchar as address, ''::varchar as "addressEntity",
       ''::varchar as "legalForm", ''::varchar as "registrationNumber", ''::varchar as operator,
       ''::varchar as premises, ''::varchar as title, ''::varchar as "full"
limit 0
