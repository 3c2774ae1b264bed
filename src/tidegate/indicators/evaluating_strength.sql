-- The weakest link on which a flag rests: how its rows hang with the entities that it names, and what that makes of a
-- flag as rare as this one. Odds that it is true = odds of the base rate times the odds of the link (Bayes).
with named as (
    select flag, subject as entity from fired_flags
    union
    select flag, unnest(others) from fired_flags
),
held as (
    select e.flag, min(a.bits) as bits
    from fired_evidence e
    join named n using (flag)
    join fired_attachments a
      on a.entity = n.entity and a.register = e.register and a.row_number = e.row_number
     and a.file is not distinct from e.file
    group by e.flag
),
rate as (
    select least(1.0, count(distinct subject) / greatest($population, 1)) as base from fired_flags
)
select f.flag, $indicator as indicator, $version::bigint as version, f.subject, $applies_to as applies_to, f.key,
       f."at", $on::date as "on", f.said as "values", f.others, held.bits as strength_bits, rate.base as base_rate,
       $population::bigint as population,
       case when held.bits is not null then 1 / (1 + rate.base / nullif(1 - rate.base, 0) * pow(2, held.bits)) end as false_share
from fired_flags f cross join rate left join held using (flag)
where f.flag in (select flag from fired_evidence)
order by f.subject, f.key
