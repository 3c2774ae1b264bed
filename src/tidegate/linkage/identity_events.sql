-- What became of the ids, and why. `parts` holds only what changed.
with assigned as (
    select k.cluster, e.id from kept as k join entities as e using (entity) union all select cluster, id from fresh
),
met as (
    select p.*, h.cluster is not null as inherits, k.entity as keeps
    from parts as p
    left join heirs as h on h.entity = p.entity and h.cluster = p.cluster
    left join kept as k on k.cluster = p.cluster
),
changes as (
    select null as entity, cluster, 'new' as event, 0 as records_before, records_after
    from parts where entity is null and shared = records_after
    union all
    select entity, null, 'ended', records_before, 0 from parts where cluster is null and shared = records_before
    union all
    select entity, cluster, 'changed', records_before, records_after from met where entity = keeps
    union all
    select entity, cluster, 'merged', records_before, records_after from met where inherits and entity <> keeps
    union all
    select entity, cluster, 'split', records_before, records_after
    from met where entity is not null and cluster is not null and not inherits
),
-- A judgement is the cause where its two records were together and are not, or were not and are.
moved as (
    select bl.entity as was_l, br.entity as was_r, nl.cluster as now_l, nr.cluster as now_r
    from judged as j
    join previous as bl on bl.record_id = j.record_l
    join previous as br on br.record_id = j.record_r
    join partition as nl on nl.record_id = j.record_l
    join partition as nr on nr.record_id = j.record_r
),
parted as (select was_l as entity from moved where was_l = was_r and now_l <> now_r),
joined as (select now_l as cluster from moved where now_l = now_r and was_l <> was_r),
-- A record that came, went, or says something else was delivered anew.
delivered_before as (
    select b.entity from previous as b semi join touched using (record_id)
    union all
    select b.entity from previous as b anti join partition as n using (record_id, node) where $by_node
    union all select entity from parts where cluster is null
),
delivered_now as (
    select n.cluster from partition as n semi join touched using (record_id)
    union all
    select n.cluster from partition as n anti join previous as b using (record_id, node) where $by_node
    union all select cluster from parts where entity is null
),
told as (
    select was.id as was, became.id as became, c.event, c.records_before, c.records_after,
           case
               when c.entity in (from parted) or c.cluster in (from joined) then 'judgement'
               when c.entity in (from delivered_before) or c.cluster in (from delivered_now) then 'delivery'
               else $otherwise
           end as cause
    from changes as c
    left join entities as was on was.entity = c.entity
    left join assigned as became on became.cluster = c.cluster
)
select case when event in ('merged', 'ended') then was else became end as entity,
       event,
       case event when 'merged' then became when 'split' then was end as other,
       records_before, records_after, cause
from told
order by 1, 2, 3
