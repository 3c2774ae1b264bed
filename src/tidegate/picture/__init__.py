"""What a finished picture tells beyond its parts: changes, points of intervention, sectors, who adapted.

Everything here is values in, values out; `pipeline.picturing` reads and writes the files.
"""

from tidegate.picture.adaptation import ADAPTATION, watch_adaptation
from tidegate.picture.changes import CHANGES, Side, changes_between
from tidegate.picture.points import POINTS, find_points, powers
from tidegate.picture.sectors import SECTORS, describe_sectors, drivers

__all__ = [
    "ADAPTATION",
    "CHANGES",
    "POINTS",
    "SECTORS",
    "Side",
    "changes_between",
    "describe_sectors",
    "drivers",
    "find_points",
    "powers",
    "watch_adaptation",
]
