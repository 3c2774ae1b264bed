-- Deals whose price lies far from the assessed value, where a second sign in the deed stands beside it.
with deals as (
    select entity, record_id, subject as premises, date_from as day, amount_number as price, mortgage_number as loan,
           lower(mortgageType) as lender_kind, lender, buyer, seller,
           lead(date_from) over (partition by subject order by date_from, entity) as sold_on,
           lag(date_from) over (partition by subject order by date_from, entity) as sold_before
    from Deal
    where amount_number >= $least_price and date_from is not null and subject is not null
),
valued as (
    select deals.entity, deals.record_id, deals.premises, deals.day, deals.price, deals.loan, deals.lender_kind, deals.lender,
           deals.buyer, deals.seller, deals.sold_on, deals.sold_before,
           Valuation.amount_number as assessed, Valuation.record_id as valuation_record
    from deals asof join Valuation on deals.premises = Valuation.subject and deals.day >= Valuation.date_from
    where Valuation.amount_number > 0
),
signs as (
    select entity, record_id, premises, day, price, loan, lender, buyer, seller, assessed, valuation_record,
           price / assessed as ratio,
           coalesce(loan > 0 and not list_contains($bank_words, lender_kind), false) as private_money,
           coalesce(loan > price, false) as loan_above_price,
           coalesce(sold_on - day <= $within_days, false) or coalesce(day - sold_before <= $within_days, false) as quick
    from valued
),
flagged as (
    select entity, record_id, premises, day, price, loan, lender, buyer, seller, assessed, valuation_record, ratio,
           private_money, loan_above_price, quick
    from signs
    where (ratio >= $high_ratio or ratio <= $low_ratio)
      and cast(private_money as integer) + cast(loan_above_price as integer) + cast(quick as integer) >= $least_signs
),
works as (
    select distinct flagged.entity
    from flagged join Permit on Permit.premises = flagged.premises
    where Permit.decisionDate_from between flagged.day - 730 and flagged.day
      and list_contains($granted_words, lower(Permit.decision))
      and regexp_matches(lower(Permit.permitType), $works_permits)
)
select flagged.entity as subject,
       flagged.day as at,
       list_distinct([flagged.premises, lenders.entity, buyers.entity, sellers.entity]) as others,
       [flagged.record_id, flagged.valuation_record] as rows,
       cast(flagged.price as bigint) as price, cast(flagged.assessed as bigint) as assessed,
       cast(round(100 * flagged.ratio) as integer) as ratio_percent,
       concat_ws(', ',
                 case when flagged.private_money then 'the lender is no bank' end,
                 case when flagged.loan_above_price then 'the loan is above the price' end,
                 case when flagged.quick then 'it was resold within a year' end) as signs,
       concat_ws(', ',
                 case when flagged.private_money then 'de geldgever is geen bank' end,
                 case when flagged.loan_above_price then 'de lening is hoger dan de prijs' end,
                 case when flagged.quick then 'het werd binnen een jaar doorverkocht' end) as signs_nl
from flagged
left join entities as lenders on lenders.entity = flagged.lender and lenders.kind = 'organisation'
left join entities as buyers on buyers.entity = flagged.buyer and buyers.kind = 'organisation'
left join entities as sellers on sellers.entity = flagged.seller and sellers.kind = 'organisation'
left join works on works.entity = flagged.entity
where works.entity is null
order by subject
