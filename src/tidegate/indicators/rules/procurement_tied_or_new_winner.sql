-- Calls in which bidders that seem to compete are tied, and a second sign stands beside it.
with founded as (
    select entity, min(incorporationDate_from) as founded
    from Company_history
    where incorporationDate_from is not null
    group by entity
),
calls as (
    select entity, min(title) as title, min(coalesce(publicationDate_from, awardingDate_from)) as published
    from CallForTenders
    group by entity
),
bids as (
    select TenderBid.call, TenderBid.bidder, min(calls.title) as title,
           min(coalesce(calls.published, TenderBid.date_from)) as published,
           bool_or(list_contains($won_words, lower(TenderBid.result))) as won,
           max(TenderBid.record_id) as record_id, min(founded.founded) as founded
    from TenderBid
    left join calls on calls.entity = TenderBid.call
    left join founded on founded.entity = TenderBid.bidder
    where TenderBid.call is not null and TenderBid.bidder is not null
    group by TenderBid.call, TenderBid.bidder
),
bidders as (
    select distinct bidder from bids
),
roles as (
    select Directorship.director as person, Directorship.organization as company, max(Directorship.record_id) as record_id
    from Directorship join bidders on bidders.bidder = Directorship.organization
    where Directorship.director is not null
    group by Directorship.director, Directorship.organization
    union all
    select Ownership.owner as person, Ownership.asset as company, max(Ownership.record_id) as record_id
    from Ownership join bidders on bidders.bidder = Ownership.asset
    where Ownership.owner is not null
    group by Ownership.owner, Ownership.asset
),
branches as (
    select entity, arg_max(operator, known_from) as operator, arg_max(premises, known_from) as premises,
           arg_max(sectorCode, known_from) as sector, arg_max(record_id, known_from) as record_id
    from Establishment_history
    group by entity
),
letters as (
    select registrant as company, premises, max(record_id) as record_id
    from Seat
    where list_contains($seat_roles, lower(role)) and premises is not null
    group by registrant, premises
    union all
    select operator as company, premises, max(record_id) as record_id
    from branches
    where operator is not null and premises is not null
    group by operator, premises
),
crowded as (
    -- An address of an accountant or a business centre ties nobody.
    select premises
    from letters
    group by premises
    having count(distinct company) > $most_at_address
    union
    select premises
    from branches
    where regexp_matches(sector, $service_sectors)
    group by premises
),
in_hand as (
    select bids.call, roles.person as thread, 'board' as tie, bids.bidder, roles.record_id
    from bids join roles on roles.company = bids.bidder
    union all
    select bids.call, letters.premises as thread, 'address' as tie, bids.bidder, letters.record_id
    from bids join letters on letters.company = bids.bidder left join crowded on crowded.premises = letters.premises
    where crowded.premises is null
),
threads as (
    select call, thread, tie, list_sort(list(distinct bidder)) as tied, list(distinct record_id) as rows
    from in_hand
    group by call, thread, tie
    having count(distinct bidder) >= 2
),
tied_calls as (
    select call, list_distinct(flatten(list(tied))) as tied, list_distinct(flatten(list(rows))) as rows,
           bool_or(tie = 'board') as by_board, bool_or(tie = 'address') as by_address
    from threads
    group by call
),
totals as (
    select call, min(title) as title, min(published) as published, count(*) as bids,
           min(bidder) filter (where won) as winner,
           min(date_diff('day', founded, published)) filter (where won) as winner_age,
           list(record_id) as rows
    from bids
    group by call
),
together as (
    select tied, count(distinct call) as calls
    from threads
    group by tied
),
again as (
    select threads.call, max(together.calls) as calls
    from threads join together using (tied)
    group by threads.call
)
select tied_calls.call as subject,
       totals.published as at,
       tied_calls.tied as others,
       list_concat(totals.rows, tied_calls.rows) as rows,
       coalesce(totals.title, '?') as title, totals.bids as bids, len(tied_calls.tied) as tied,
       concat_ws(' and ', case when tied_calls.by_board then 'a director or owner' end, case when tied_calls.by_address then 'an address' end) as tie,
       concat_ws(' en ', case when tied_calls.by_board then 'een bestuurder of eigenaar' end, case when tied_calls.by_address then 'een adres' end) as tie_nl,
       concat_ws(', ',
                 case when len(tied_calls.tied) = totals.bids then 'nobody else bid' end,
                 case when totals.winner_age <= $new_days then 'the winner was founded less than a year and a half before' end,
                 case when tied_calls.by_board and tied_calls.by_address then 'they share two things' end,
                 case when again.calls >= 2 then 'they bid side by side in more calls' end) as signs,
       concat_ws(', ',
                 case when len(tied_calls.tied) = totals.bids then 'niemand anders schreef in' end,
                 case when totals.winner_age <= $new_days then 'de winnaar was minder dan anderhalf jaar oud' end,
                 case when tied_calls.by_board and tied_calls.by_address then 'zij delen twee zaken' end,
                 case when again.calls >= 2 then 'zij schreven vaker samen in' end) as signs_nl
from tied_calls join totals using (call) left join again using (call)
where list_contains(tied_calls.tied, totals.winner)
  and cast(len(tied_calls.tied) = totals.bids as integer) + cast(coalesce(totals.winner_age <= $new_days, false) as integer)
      + cast(tied_calls.by_board and tied_calls.by_address as integer) + cast(coalesce(again.calls >= 2, false) as integer) >= $least_signs
order by subject
