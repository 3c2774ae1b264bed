-- Parts of entities that fell into several, and of clusters that several came into, with their smallest record.
-- node tells the parts of an entity apart where the smallest record is in both: no two clusters hold the same node.
with claims as (select entity, cluster, shared from parts where entity is not null and cluster is not null),
several as (
    select * from claims
    where entity in (select entity from claims group by entity having count(*) > 1)
       or cluster in (select cluster from claims group by cluster having count(*) > 1)
),
held as materialized (select s.entity, s.cluster, s.shared, b.record from several as s join previous as b using (entity))
select h.entity, h.cluster, h.shared, min(p.record_id) as smallest, min(p.node) as node
from partition as p
join held as h on p.record = h.record and p.cluster = h.cluster
group by h.entity, h.cluster, h.shared
