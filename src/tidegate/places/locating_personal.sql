-- Why a premises is personal data: it is a home, or no business is known there; absent where it is neither.
select p.premises,
       case when regexp_matches(lower(strip_accents(p."use")), $dwelling) then 'dwelling'
            when b.premises is null then 'no business known here' end as personal_because
from placed as p
left join (select distinct premises from businesses) as b on b.premises = p.premises
order by p.premises
