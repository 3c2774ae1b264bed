"""How few places hold how much: premises, streets, cells and areas, and what happens there.

The room stands on resolved records (`linkage.resolving`): it places premises and events, measures how concentrated
events are, and compares places with what their businesses lead one to expect. It lists places where businesses are,
never a home and never a person.

In the order of use: `list_businesses`, `locate` and `place_events` read a city's resolved tables; `concentrate`,
`draw_curves`, `find_hotspots` and `compare_periods` take what these give, tables in and tables out.
"""

from tidegate.places.businesses import BUSINESSES, list_businesses
from tidegate.places.changing import CHANGES, Changes, compare_periods
from tidegate.places.concentrating import CONCENTRATION, concentrate
from tidegate.places.curves import CURVES, draw_curves
from tidegate.places.expecting import SECTOR_RATES
from tidegate.places.happening import HAPPENINGS, PLACING, Happenings, place_events
from tidegate.places.hotspots import HOTSPOTS, Hotspots, Options, find_hotspots
from tidegate.places.listing import LEAST_BUSINESSES, LEFT_OUT
from tidegate.places.locating import PLACES, Located, locate
from tidegate.places.units import ALL, KEYS, Period, usual_period

__all__ = [
    "ALL",
    "BUSINESSES",
    "CHANGES",
    "CONCENTRATION",
    "CURVES",
    "HAPPENINGS",
    "HOTSPOTS",
    "KEYS",
    "LEAST_BUSINESSES",
    "LEFT_OUT",
    "PLACES",
    "PLACING",
    "SECTOR_RATES",
    "Changes",
    "Happenings",
    "Hotspots",
    "Located",
    "Options",
    "Period",
    "compare_periods",
    "concentrate",
    "draw_curves",
    "find_hotspots",
    "list_businesses",
    "locate",
    "place_events",
    "usual_period",
]
