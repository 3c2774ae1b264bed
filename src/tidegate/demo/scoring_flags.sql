-- What the indicators point at: pattern, subject and each row that proves it.
select meant.pattern, flags.subject, evidence.record_id
from flags join meant using (indicator) join evidence using (flag)
