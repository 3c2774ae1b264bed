select ''::varchar as entity, ''::varchar as schema, ''::varchar as caption, null::varchar[] as registers limit 0
