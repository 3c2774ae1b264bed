-- Interests by shares, with their records; an interest through others alone has none of its own.
select holder, company, 'shares' as "by", direct, effective, commanded, beneficial, majority, steps, circular, alone,
       coalesce(proof.record_ids, []::varchar[]) as record_ids, registers
from interests left join proof using (holder, company)
