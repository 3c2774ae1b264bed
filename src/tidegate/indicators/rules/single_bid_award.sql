-- Calls that got one bid only, won by a company that is new or that wins this way again and again at one office.
with founded as (
    select entity, min(incorporationDate_from) as founded
    from Company_history
    where incorporationDate_from is not null
    group by entity
),
calls as (
    select entity, min(title) as title, min(authority) as authority,
           min(coalesce(publicationDate_from, awardingDate_from)) as published
    from CallForTenders
    group by entity
),
alone as (
    select TenderBid.call, min(TenderBid.bidder) as winner, max(TenderBid.amount_number) as amount,
           max(TenderBid.record_id) as record_id, min(TenderBid.date_from) as day
    from TenderBid
    where TenderBid.call is not null
    group by TenderBid.call
    having count(distinct coalesce(TenderBid.bidder, TenderBid.entity)) = 1 and bool_or(list_contains($won_words, lower(TenderBid.result)))
),
dated as (
    select alone.call, alone.winner, alone.amount, alone.record_id, calls.title, calls.authority,
           coalesce(calls.published, alone.day) as published,
           date_diff('day', founded.founded, coalesce(calls.published, alone.day)) as age
    from alone left join calls on calls.entity = alone.call left join founded on founded.entity = alone.winner
    where alone.winner is not null and (alone.amount is null or alone.amount >= $least_amount)
),
counted as (
    select call, winner, amount, record_id, title, published, age,
           count(*) over (partition by winner, authority) as times
    from dated
)
select call as subject,
       published as at,
       [winner] as others,
       [record_id] as rows,
       coalesce(title, '?') as title, cast(amount as bigint) as amount, times,
       age
from counted
where published is not null and (age <= $new_days or times >= $least_times)
order by subject
