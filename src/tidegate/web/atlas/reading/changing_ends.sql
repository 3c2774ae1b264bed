-- The two ends of ties that the picture holds, each with what may be told of it.
select t.tie, t.source, t.target,
       s.caption as source_caption, o.caption as target_caption,
       coalesce(s."natural" or s.personal, true) as source_withheld,
       coalesce(o."natural" or o.personal, true) as target_withheld
from ties as t
left join nodes as s on s.entity = t.source
left join nodes as o on o.entity = t.target
where t.tie in (select unnest($ties))
