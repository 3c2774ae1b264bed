-- When the rows ended of things that have no time of their own: a holder's name is kept no longer than the permit for
-- which it was written down. Beside which things a thing was written is asked of all its versions, for one may have
-- been corrected without the other. In: the files $paths; out: row_ends, without things beside which something goes on.
insert into row_ends
with versions as (
    select record_id, file, row_number, valid_from is not null or valid_to is not null as timed,
           coalesce(valid_to, known_to) as ended
    from read_parquet($paths, union_by_name = true)
),
timed as (
    select record_id, max(ended) as ended, count(*) = count(ended) as over
    from versions where timed group by record_id
),
beside as (
    select distinct plain.record_id, other.record_id as other
    from versions plain join versions other using (file, row_number)
    where not plain.timed and other.timed
)
select beside.record_id, max(timed.ended)
from beside join timed on timed.record_id = beside.other
group by beside.record_id
having bool_and(timed.over)
