-- Permits decided within a week.
select entity as subject, record_id from Permit where decisionDate_from - applicationDate_from <= 7
