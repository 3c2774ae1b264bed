-- Deals paid with a loan that no bank would give: from outside the banks, and above the price or the assessed value.
with deals as (
    select entity, record_id, subject as premises, date_from as day, amount_number as price, mortgage_number as loan,
           lower(mortgageType) as lender_kind, lender, buyer, seller
    from Deal
    where amount_number >= $least_price and mortgage_number > 0 and date_from is not null and subject is not null
      and not list_contains($bank_words, lower(mortgageType))
),
valued as (
    select deals.entity, deals.record_id, deals.premises, deals.day, deals.price, deals.loan, deals.lender_kind, deals.lender,
           deals.buyer, deals.seller,
           Valuation.amount_number as assessed, Valuation.record_id as valuation_record
    from deals asof left join Valuation on deals.premises = Valuation.subject and deals.day >= Valuation.date_from
)
select valued.entity as subject,
       valued.day as at,
       list_distinct([valued.premises, lenders.entity, buyers.entity, sellers.entity]) as others,
       list_distinct([valued.record_id, valued.valuation_record]) as rows,
       cast(valued.price as bigint) as price, cast(valued.loan as bigint) as loan,
       cast(round(100 * valued.loan / valued.price) as integer) as loan_percent,
       cast(valued.assessed as bigint) as assessed
from valued
left join entities as lenders on lenders.entity = valued.lender and lenders.kind = 'organisation'
left join entities as buyers on buyers.entity = valued.buyer and buyers.kind = 'organisation'
left join entities as sellers on sellers.entity = valued.seller and sellers.kind = 'organisation'
where valued.loan >= $least_loan_share * valued.price and (valued.assessed is null or valued.loan >= valued.assessed)
order by subject
