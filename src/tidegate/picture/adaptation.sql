-- Each act of the city, and the flags that rest on its row.
with acts as (
    select record_id, 'measure' as kind, measureType as what, subject as company, premises,
           coalesce(startDate_from, decisionDate_from) as since
    from measures where known_to is null
    union all
    select record_id,
           case when regexp_matches(coalesce(decision, ''), $refused) or regexp_matches(coalesce(status, ''), $refused)
                then 'refusal' else 'revocation' end,
           permitType || ': ' || coalesce(decision, status), holder, premises, coalesce(statusDate_from, decisionDate_from)
    from permits
    where known_to is null
      and (regexp_matches(coalesce(decision, ''), $refused) or regexp_matches(coalesce(status, ''), $refused)
           or regexp_matches(coalesce(decision, ''), $revoked) or regexp_matches(coalesce(status, ''), $revoked))
      -- Who takes back an application is not stopped by anybody.
      and not regexp_matches(concat_ws(' ', decision, status), $taken_back)
),
followed as (
    select e.record_id, list_sort(list_distinct(list(f.subject))) as successors,
           list_sort(list_distinct(list(f.flag))) as flags, list_sort(list_distinct(list(f.indicator))) as indicators
    from evidence e join flags f using (flag)
    group by e.record_id
)
select a.record_id as act, a.kind, a.what,
       case when n."natural" then null else a.company end as company, a.premises, a.since,
       $on - a.since as watched_days, coalesce(f.successors, []::varchar[]) as successors,
       coalesce(f.flags, []::varchar[]) as flags, coalesce(f.indicators, []::varchar[]) as indicators
from (select distinct * from acts where since is not null and since <= $on) a
left join followed f using (record_id)
left join nodes n on n.entity = a.company
order by a.since desc, a.record_id
