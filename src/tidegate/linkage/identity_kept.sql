-- On a merge the oldest id survives; of equally old ones that of more records, then that of the smallest record.
select cluster, entity from heirs where smallest is null
union all
select h.cluster, h.entity
from heirs as h
join parts as p using (entity, cluster)
join entities as e using (entity)
join ids as i on i.entity = e.id
where h.smallest is not null
qualify row_number() over (partition by h.cluster order by i.issued, p.records_before desc, h.smallest, e.id) = 1
