"""What a finished picture tells beyond its parts: changes, points of intervention, sectors and their drivers.

Everything here is values in, values out; `pipeline.picturing` reads and writes the files.
"""

from tidegate.picture.changes import CHANGES, Side, changes_between
from tidegate.picture.points import POINTS, find_points, powers
from tidegate.picture.sectors import SECTORS, describe_sectors, drivers

__all__ = [
    "CHANGES",
    "POINTS",
    "SECTORS",
    "Side",
    "changes_between",
    "describe_sectors",
    "drivers",
    "find_points",
    "powers",
]
