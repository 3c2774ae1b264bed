-- Of each reviewer and flag the latest review holds; where reviewers disagree about a flag, it is unclear.
with latest as (
    select flag, indicator, verdict
    from reviews
    qualify row_number() over (
        partition by flag, reviewer
        -- Of two at one moment the more cautious holds.
        order by moment desc, case verdict when 'unclear' then 0 when 'innocent' then 1 else 2 end
    ) = 1
),
settled as (
    select flag, min(indicator) as indicator,
           case when count(distinct verdict) = 1 then min(verdict) else 'unclear' end as verdict
    from latest
    group by flag
),
counted as (
    select indicator, count(*) as reviewed,
           count(*) filter (verdict = 'justified') as justified,
           count(*) filter (verdict = 'innocent') as innocent,
           count(*) filter (verdict = 'unclear') as unclear,
           count(*) filter (verdict <> 'unclear') as decided
    from settled
    group by indicator
),
shared as (
    -- z = 1.959964: the normal quantile of 95 %.
    select *, case when decided > 0 then justified / decided end as share, 1.959964 * 1.959964 as zz from counted
)
select indicator, reviewed, justified, innocent, unclear, decided, share,
       greatest(0.0, (share + zz / (2 * decided) - sqrt(zz) * sqrt(share * (1 - share) / decided + zz / (4 * decided * decided)))
           / (1 + zz / decided)) as low,
       least(1.0, (share + zz / (2 * decided) + sqrt(zz) * sqrt(share * (1 - share) / decided + zz / (4 * decided * decided)))
           / (1 + zz / decided)) as high,
       coalesce(decided >= 20 and (share < 0.05 or share > 0.95), false) as question
from shared
order by indicator
