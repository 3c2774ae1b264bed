-- Whether two things of one delivery are known by the same, or one has gone: then history has to be worked out.
select count(*) > count(distinct known_by) or coalesce(bool_or(gone), false) as repeated
from things
