-- One row per area and month of the five years, with what three registers say of it; nought where they say nothing.
with counted as (
    select neighbourhood[1] as area, date_from as month, category[1] as kind, sum(count_number)::bigint as number
    from read_parquet($incidents) where known_to is null group by all
    union all
    select neighbourhood[1], date_trunc('month', date_from)::date, 'report', count(*)
    from read_parquet($reports) where known_to is null and date_from is not null group by all
    union all
    select p.neighbourhood[1], date_trunc('month', v.decisionDate_from)::date, 'refused', count(*)
    from read_parquet($permits) as v
    join (select distinct on (entity_id) entity_id, neighbourhood from read_parquet($premises) order by entity_id, known_from desc)
        as p on p.entity_id = v.premises[1]
    where v.known_to is null and v.decision[1] = 'geweigerd' and v.decisionDate_from is not null group by all
),
areas as (select distinct area from counted where area is not null and kind not in ('report', 'refused')),
months as (
    select unnest(generate_series(min(month), max(month), interval 1 month))::date as month
    from counted where kind not in ('report', 'refused')
)
select a.area, strftime(m.month, '%Y-%m') as period,
       coalesce(sum(number) filter (kind in ('bedreiging', 'drugsvondst', 'voertuigcriminaliteit')), 0)::bigint as related,
       coalesce(sum(number) filter (kind = 'bedreiging'), 0)::bigint as threats,
       coalesce(sum(number) filter (kind = 'bedrijfsinbraak'), 0)::bigint as business_burglaries,
       coalesce(sum(number) filter (kind = 'woninginbraak'), 0)::bigint as burglaries,
       coalesce(sum(number) filter (kind in ('vernieling', 'overlast')), 0)::bigint as nuisance,
       coalesce(sum(number) filter (kind = 'report'), 0)::bigint as reports,
       coalesce(sum(number) filter (kind = 'refused'), 0)::bigint as refused
from areas as a cross join months as m left join counted as c on c.area = a.area and c.month = m.month
group by a.area, m.month
order by a.area, m.month
