"""Sectors, what was found in them, and which carry exposure to labour trafficking, each with its reasons.

The exposure of a sector is described by what the registers show of its businesses, beside what research and
inspectorates know of the sector. It is no score: the drivers stand side by side, and a driver that no register shows is
said to be unknown.
"""

from importlib.resources import files
from typing import Any

import numpy as np
import pyarrow as pa
import yaml
from scipy.special import gammaincinv

from tidegate.tables import Column, Contract, query, run

SECTORS = Contract(
    "sectors",
    (
        Column("sector", pa.string(), "as the register names it", nullable=False),
        Column("businesses", pa.int64(), "open on the day", nullable=False),
        Column(
            "flagged",
            pa.int64(),
            "of these, with a flag on them, operator or place",
            nullable=False,
        ),
        Column("expected", pa.float64(), "flagged businesses, were all sectors alike", nullable=False),
        Column("ratio", pa.float64(), "flagged to expected, shrunk to 1 by how little is known", nullable=False),
        Column("low", pa.float64(), "of the ratio, 2.5 per cent", nullable=False),
        Column("high", pa.float64(), "of the ratio, 97.5 per cent", nullable=False),
        Column("young", pa.float64(), "share founded within two years, 0..1"),
        Column("short_lived", pa.float64(), "share of those ended that lasted under two years, 0..1"),
        Column("sole_traders", pa.float64(), "share run by one person, 0..1"),
        Column("indicators", pa.list_(pa.string()), "ids, sorted", nullable=False),
        Column("known_for", pa.list_(pa.string()), "drivers that research names for such a trade", nullable=False),
    ),
)
"""One row per sector with at least `FEWEST` businesses, the most flagged compared with what is expected first."""

FEWEST = 5
"""Sectors with fewer businesses are left out: a share of four says nothing, and points at single firms."""

BUSINESSES = Contract("businesses", (Column("establishment", pa.string()), Column("premises", pa.string()),
                                     Column("sector", pa.string()), Column("since", pa.date32()),
                                     Column("until", pa.date32()), Column("sole_trader", pa.bool_())))  # fmt: skip
FLAGS = Contract("flags", (Column("flag", pa.string()), Column("indicator", pa.string()),
                           Column("subject", pa.string()), Column("others", pa.list_(pa.string()))))  # fmt: skip
OPERATORS = Contract("operators", (Column("establishment", pa.string()), Column("operator", pa.string())))


def describe_sectors(flags: pa.Table, businesses: pa.Table, operators: pa.Table, *, on: Any) -> pa.Table:
    """Describe the sectors of a city.

    Args:
        flags: What was flagged.
        businesses: Who is where, in which sector, since when.
        operators: Who runs which establishment.
        on: The day.
    Returns:
        Contract `SECTORS`.
    Raises:
        ContractError: A table does not keep its contract.
    Source:
        Ratios are shrunk with a gamma prior of mean 1 and shape 2, so that a sector with little at stake stays near
        1 (Clayton and Kaldor 1987, Biometrics 43(3), 671-681, doi:10.2307/2532003).
    """
    tables = {
        "flags": FLAGS.check(flags), "businesses": BUSINESSES.check(businesses),
        "operators": OPERATORS.check(operators), "known": _known(),
    }  # fmt: skip
    counted = run(query(__package__, "sectors"), tables, on=on, fewest=FEWEST)
    return SECTORS.check(_with_ratios(counted).cast(SECTORS.schema()))


def drivers() -> dict[str, dict[str, Any]]:
    """Give the drivers of labour exploitation that research names.

    Returns:
        Driver to its texts, the words by which sectors are recognised, and its source.
    """
    found: dict[str, dict[str, Any]] = yaml.safe_load((files(__package__) / "drivers.yml").read_text(encoding="utf-8"))
    return found


def _known() -> pa.Table:
    pairs = [(name, str(word)) for name, entry in drivers().items() for word in entry["sectors"]]
    return pa.table({"driver": [d for d, _ in pairs], "word": [w for _, w in pairs]})


SHAPE = 2.0
"""Shape of the prior: as if two flagged businesses had been seen where two were expected."""


def _with_ratios(counted: pa.Table) -> pa.Table:
    from_flagged = counted["flagged"].to_numpy().astype(float)
    expected = counted["expected"].to_numpy().astype(float)
    shape, rate = SHAPE + from_flagged, SHAPE + expected
    columns = {"ratio": shape / rate, "low": gammaincinv(shape, 0.025) / rate, "high": gammaincinv(shape, 0.975) / rate}
    for number, (name, values) in enumerate(columns.items()):
        counted = counted.add_column(4 + number, name, pa.array(values))
    order = np.lexsort((counted["sector"].to_numpy(zero_copy_only=False), -columns["ratio"]))
    return counted.take(pa.array(order))
