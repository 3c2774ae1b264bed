select sector, businesses, flagged, expected, ratio, low, high, young, short_lived, sole_traders, indicators, known_for
from sectors
order by ratio desc, sector
