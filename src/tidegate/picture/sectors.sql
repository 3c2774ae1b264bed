-- Sectors with what was found in them. A business counts as flagged where a flag is on it, its operator or its premises,
-- or names one of them among the entities it rests on.
with touched as materialized (
    select distinct indicator, unnest(list_prepend(subject, others)) as entity from flags
),
hit as materialized (
    select distinct b.establishment, t.indicator
    from businesses b
    left join operators o on o.establishment = b.establishment
    join touched t on t.entity in (b.establishment, o.operator, b.premises)
),
open_now as (
    select establishment, any_value(sector) as sector, min(since) as since, bool_or(sole_trader) as sole_trader
    from businesses
    where sector is not null and (until is null or until > $on)
    group by establishment
),
ended as (
    select sector, avg((until - since < 730)::int) as short_lived
    from businesses where until <= $on and since is not null and sector is not null group by sector
),
counted as (
    select sector, count(*) as businesses,
           count(*) filter (establishment in (select establishment from hit)) as flagged,
           avg((since > $on - 730)::int) as young, avg(sole_trader::int) as sole_traders
    from open_now group by sector
),
found_in as (
    select o.sector, list_sort(list_distinct(list(h.indicator))) as indicators
    from hit h join open_now o using (establishment) group by o.sector
),
known_of as (
    select c.sector, list_sort(list_distinct(list(k.driver))) as known_for
    from counted c join known k
      -- A word of a trade begins a word: `zorg` is care, the `verzorging` of hair is not.
      on regexp_matches(lower(c.sector), '(^|[^a-zà-ÿ])' || k.word) group by c.sector
)
select c.sector, c.businesses, c.flagged,
       c.businesses * (sum(c.flagged) over ()) / (sum(c.businesses) over ()) as expected,
       c.young, e.short_lived, c.sole_traders,
       coalesce(f.indicators, []::varchar[]) as indicators, coalesce(k.known_for, []::varchar[]) as known_for
from counted c
left join ended e using (sector)
left join found_in f using (sector)
left join known_of k using (sector)
where c.businesses >= $fewest
order by c.sector
