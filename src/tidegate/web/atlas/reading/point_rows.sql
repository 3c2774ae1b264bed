select point, kind, entity, caption, reach, indicators, flags, among, share, rest_on_weak_links, false_share
from points
order by kind, reach desc, point
