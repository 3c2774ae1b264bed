-- The counts behind link F1 with nothing allowed.
select count(*) filter (registered and link = establishment) as "right",
       count(link) as links,
       count(link) filter (not registered and not hard_orphan) as links_soft,
       count(*) filter (registered) as registered,
       count(*) filter (hard_orphan) as hard_orphans,
       count(link) filter (hard_orphan) as hard_orphans_linked
from links
