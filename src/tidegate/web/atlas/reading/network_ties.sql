-- Ties that touch some entities, with the day up to which each holds.
select tie, source, target, kind, role, control, share, valid_from, valid_to, lasting, known_to
from ties
where (source in (select unnest($entities)) or target in (select unnest($entities))) and source <> target
  and ($on is null or (
      (valid_from is null or valid_from <= $on)
      and (not lasting or ((valid_to is null or valid_to >= $on) and known_to is null))
  ))
order by tie
