-- On a split the largest part inherits; of equally large ones the part with the smallest record.
select entity, cluster, null as smallest
from parts anti join contested using (entity, cluster)
where entity is not null and cluster is not null
union all
select entity, cluster, smallest
from contested
qualify row_number() over (partition by entity order by shared desc, smallest, node) = 1
