-- Winners founded less than two years before.
select b.call as subject, b.record_id
from TenderBid b join Company c on c.entity = b.bidder
where b.result ilike 'j%' and b.date_from - c.incorporationDate_from < 730
group by all
