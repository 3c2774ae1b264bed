-- Ties that touch some entities, with the day up to which each holds.
select entity, other, tie, source, target, kind, role, valid_from, valid_to
from ends
where entity in (select unnest($entities))
  and ($on::date is null or (
      (valid_from is null or valid_from <= $on::date)
      and (not lasting or ((valid_to is null or valid_to >= $on::date) and known_to is null))
  ))
order by tie, entity
