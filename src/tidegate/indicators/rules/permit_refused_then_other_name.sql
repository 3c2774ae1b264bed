-- A permit was refused, and soon somebody with a tie to the applicant asks for the same at the same place or elsewhere.
with founded as (
    select entity, min(incorporationDate_from) as founded
    from Company_history
    where incorporationDate_from is not null
    group by entity
),
refused as (
    select entity, record_id, holder, premises, permitType, coalesce(decisionDate_from, statusDate_from) as day
    from Permit
    where holder is not null
      and (regexp_matches(lower(decision), $refused_words) or regexp_matches(lower(status), $refused_words))
),
asked as (
    select entity, record_id, holder, premises, permitType, coalesce(applicationDate_from, startDate_from) as day
    from Permit
    where holder is not null
),
roles as (
    select director as hand, organization as company, max(record_id) as record_id
    from Directorship_history
    where director is not null and organization is not null
    group by director, organization
    union all
    select Ownership_history.owner as hand, Ownership_history.asset as company, max(Ownership_history.record_id) as record_id
    from Ownership_history join entities on entities.entity = Ownership_history.asset and entities.kind = 'organisation'
    where Ownership_history.owner is not null
    group by Ownership_history.owner, Ownership_history.asset
),
busy as (
    select hand from roles group by hand having count(distinct company) > $most_companies
),
same_board as (
    select refused.entity as refusal, later.company as holder, list_distinct(flatten(list([roles.record_id, later.record_id]))) as rows
    from refused
    join roles on roles.company = refused.holder
    join roles as later on later.hand = roles.hand and later.company <> refused.holder
    left join busy on busy.hand = roles.hand
    where busy.hand is null
    group by refused.entity, later.company
),
again as (
    select refused.entity as refusal, refused.day as refused_on, refused.record_id as refused_record, refused.holder as refused_holder,
           refused.premises as refused_premises, asked.entity, asked.record_id, asked.holder, asked.premises, asked.day, asked.permitType,
           coalesce(asked.premises = refused.premises, false) as same_premises
    from refused join asked
      on asked.permitType = refused.permitType and asked.holder <> refused.holder and asked.entity <> refused.entity
     and asked.premises = refused.premises
     and asked.day between refused.day - 31 and refused.day + $within_days
    union
    select refused.entity as refusal, refused.day as refused_on, refused.record_id as refused_record, refused.holder as refused_holder,
           refused.premises as refused_premises, asked.entity, asked.record_id, asked.holder, asked.premises, asked.day, asked.permitType,
           coalesce(asked.premises = refused.premises, false) as same_premises
    from refused
    join same_board on same_board.refusal = refused.entity
    join asked on asked.holder = same_board.holder and asked.permitType = refused.permitType
     and asked.day between refused.day - 31 and refused.day + $within_days
),
signs as (
    select again.entity, again.refusal, again.refused_on, again.day, again.permitType, again.same_premises,
           again.holder, again.premises, again.refused_holder, again.refused_premises,
           same_board.holder is not null as board,
           coalesce(founded.founded >= again.refused_on - 31, false) as new,
           list_concat([again.refused_record, again.record_id], coalesce(same_board.rows, [])) as rows
    from again
    left join same_board on same_board.refusal = again.refusal and same_board.holder = again.holder
    left join founded on founded.entity = again.holder
)
select entity as subject,
       refusal as key,
       day as at,
       list_distinct([holder, premises, refused_holder, refused_premises]) as others,
       list_distinct(rows) as rows,
       permitType as permit_type, refused_on, date_diff('day', refused_on, day) as days,
       case when same_premises then 'at the same premises' else 'at other premises' end as place,
       case when same_premises then 'op hetzelfde adres' else 'op een ander adres' end as place_nl,
       concat_ws(' and ', case when board then 'shares somebody of its board with the first' end,
                 case when new then 'was founded after the refusal' end) as tie,
       concat_ws(' en ', case when board then 'deelt iemand in het bestuur met de eerste' end,
                 case when new then 'is na de weigering opgericht' end) as tie_nl
from signs
where board or (same_premises and new)
order by subject, key
