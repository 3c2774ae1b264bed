select * from ties
where source in (select unnest($entities)) and target in (select unnest($entities))
order by tie
