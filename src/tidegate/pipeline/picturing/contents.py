"""What a picture may hold: each table with its contract, by the stage that makes it.

A table is there where the view allows the methods of its stage and something was found to count. Beside these lie the
resolved records, one table per schema (`records/<Schema>`), whose columns depend on the registers.
"""

from collections.abc import Mapping

from tidegate.indicators.contracts import EVIDENCE, FLAGS, REPORT
from tidegate.linkage.contracts import EVENTS
from tidegate.linkage.resolving import ATTACHMENTS, WHO
from tidegate.network.contracts import CONTROL, LAYOUT, NODES, SITUATIONS, TIES
from tidegate.picture import POINTS, SECTORS
from tidegate.picture.adaptation import ADAPTATION
from tidegate.places.businesses import BUSINESSES
from tidegate.places.changing import CHANGES
from tidegate.places.concentrating import CONCENTRATION
from tidegate.places.expecting import SECTOR_RATES
from tidegate.places.happening import HAPPENINGS, PLACING
from tidegate.places.hotspots import HOTSPOTS
from tidegate.places.listing import LEFT_OUT
from tidegate.places.locating import PLACES
from tidegate.tables import Contract

CONTENTS: Mapping[str, Mapping[str, Contract]] = {
    "resolved": {"entities": WHO, "attachments": ATTACHMENTS, "id_events": EVENTS},
    "places": {"places": PLACES, "businesses": BUSINESSES, "events": HAPPENINGS, "placing": PLACING},
    "network": {"nodes": NODES, "ties": TIES},
    "concentration": {
        "concentration": CONCENTRATION, "hotspots": HOTSPOTS, "sector_rates": SECTOR_RATES,
        "hotspots_left_out": LEFT_OUT, "place_changes": CHANGES,
    },
    "control": {"control": CONTROL, "opaque_ownership": SITUATIONS},
    "indicators": {"flags": FLAGS, "evidence": EVIDENCE, "indicator_report": REPORT},
    "layout": {"layout": LAYOUT},
    "points": {"points": POINTS},
    "adaptation": {"adaptation": ADAPTATION},
    "sectors": {"sectors": SECTORS},
}  # fmt: skip
"""Stage to its tables, each with what it keeps; in order of the stages."""
