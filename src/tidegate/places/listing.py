"""Which places may be listed by name, and what is said of those that may not.

A list of places is read as a list of doors. So a unit is listed only where several businesses are, and a single
premises only where a business is that is not one person's, and nobody lives as far as the registers know. What is left
out is counted with the reason; in the sums and the statistics it stays.
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tidegate.places.units import Units
from tidegate.tables import Column, Contract

LEFT_OUT = Contract(
    "left_out",
    (
        Column("level", pa.string(), nullable=False),
        Column("reason", pa.string(), nullable=False),
        Column("units", pa.int64(), nullable=False),
    ),
)
"""Units that are not listed by name, by level and reason."""

LEAST_BUSINESSES: Mapping[str, int] = {"premises": 1, "street": 5, "cell": 5, "area": 10}
"""Businesses a unit needs to be listed. Five is the least for a street or cell: with fewer, a neighbour knows whose
door is meant; ten is the least cell of a table that is published. A premises needs one that is a firm."""

HOME = "a home, or may be one"
ONE_PERSON = "its businesses are each one person's"


def may_be_listed(units: Units, least: Mapping[str, int]) -> npt.NDArray[np.str_]:
    """Tell for each unit why it may not be listed by name.

    Args:
        units: Units of one level.
        least: Level to the least number of businesses of a listed unit.
    Returns:
        The reason, empty where the unit may be listed.
    """
    number = least[units.level]
    few = np.where(units.businesses < number, f"fewer than {number} businesses", "")
    if units.level != "premises":
        return few
    return np.select([units.home, few != "", units.firms == 0], [HOME, few, ONE_PERSON], "")


def left_out(reasons: Mapping[str, npt.NDArray[np.str_]]) -> pa.Table:
    """Count the units that are not listed.

    Args:
        reasons: Level to what `may_be_listed` gave.
    Returns:
        Contract `LEFT_OUT`, by level and reason.
    """
    rows = [
        {"level": level, "reason": str(reason), "units": int(count)}
        for level, why in reasons.items()
        for reason, count in zip(*np.unique(why[why != ""], return_counts=True), strict=True)
    ]
    return LEFT_OUT.check(pa.Table.from_pylist(rows, schema=LEFT_OUT.schema()))
