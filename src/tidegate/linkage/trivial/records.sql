-- Establishments with all their names, the address of their premises and who runs them. Of several versions of
-- premises or of an operator under one id the smallest text is taken: any will do, but always the same.
with place as (select entity_id, min(address[1]) as address from premises group by all),
runs as (select entity_id, min(name) as names from operators group by all)
select $register as register, e.row_number::bigint as row_number, 'Establishment' as schema,
       coalesce(e.name, []) || coalesce(e."tradeName", []) || coalesce(r.names, []) as names,
       p.address, e.operator[1] as owner
from establishments e
left join place p on p.entity_id = e.premises[1]
left join runs r on r.entity_id = e.operator[1]
