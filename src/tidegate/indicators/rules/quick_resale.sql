-- Premises that were sold on again and again at a rising price, on money that is not a bank's or exceeds the price.
with deals as (
    select entity, record_id, subject as premises, date_from as day, amount_number as price, mortgage_number as loan,
           lower(mortgageType) as lender_kind, lender, buyer, seller
    from Deal
    where amount_number >= $least_price and date_from is not null and subject is not null
      and coalesce(list_contains($sale_words, lower(dealType)), true)
    qualify row_number() over (partition by entity order by known_from desc, record_id) = 1
),
steps as (
    select entity, record_id, premises, day, price, loan, lender_kind, lender, buyer, seller,
           lag(day) over chain as day_before, lag(price) over chain as price_before,
           lag(record_id) over chain as record_before
    from deals
    window chain as (partition by premises order by day, entity)
),
resales as (
    select entity, record_id, record_before, premises, day, day_before, price, price_before, lender, buyer, seller,
           loan > price
               or (loan > 0 and not list_contains($bank_words, lender_kind)) as odd_money,
           loan > price and not list_contains($bank_words, lender_kind) as odd_twice
    from steps
    where day - day_before <= $within_days and price >= (1 + $least_rise) * price_before
),
chains as (
    select premises, count(*) as resales, min(day_before) as first_day, max(day) as last_day,
           arg_min(price_before, day) as first_price, arg_max(price, day) as last_price,
           count(*) filter (where odd_money) as odd_loans,
           count(*) filter (where odd_twice) as odd_twice,
           list_sort(list(day)) as days, list_sort(list(day) filter (where odd_money)) as odd_days,
           list_distinct(flatten(list([record_before, record_id]))) as rows
    from resales
    group by premises
),
parties as (
    select sides.premises, list(distinct sides.party) as firms
    from (select premises, unnest([lender, buyer, seller]) as party from resales) as sides
    join entities on entities.entity = sides.party and entities.kind = 'organisation'
    group by sides.premises
),
works as (
    select distinct chains.premises
    from chains join Permit on Permit.premises = chains.premises
    where Permit.decisionDate_from between chains.first_day - 90 and chains.last_day
      and list_contains($granted_words, lower(Permit.decision))
      and regexp_matches(lower(Permit.permitType), $works_permits)
)
select chains.premises as subject,
       greatest(chains.days[least($least_resales, chains.resales)], chains.odd_days[1]) as at,
       coalesce(parties.firms, []) as others,
       chains.rows as rows,
       chains.resales as resales, date_diff('day', chains.first_day, chains.last_day) as days,
       cast(chains.first_price as bigint) as first_price, cast(chains.last_price as bigint) as last_price,
       cast(round(100 * (chains.last_price / chains.first_price - 1)) as integer) as rise_percent,
       chains.odd_loans as odd_loans
from chains
left join parties on parties.premises = chains.premises
left join works on works.premises = chains.premises
where chains.odd_loans >= 1 and works.premises is null
  and (chains.resales >= $least_resales
       or (chains.odd_twice >= 1 and chains.last_price >= (1 + $high_rise) * chains.first_price))
order by subject
