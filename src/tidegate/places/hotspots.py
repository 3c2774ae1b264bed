"""Where more happens than the businesses there lead one to expect.

For each unit and kind of event: what was seen, what the number and kind of its businesses lead one to expect, the ratio
of the two drawn towards the city's (small numbers lie), and whether neighbours say the same. Gi* and LISA run on the
root of what was seen less the root of what was expected (Freeman and Tukey), whose chance spread hardly depends on the
size of the place, so that shuffling it between places is fair.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from scipy import sparse

from tidegate.places.concentrating import LEAST_EVENTS
from tidegate.places.expecting import (
    SECTOR_RATES,
    expected_by_premises,
    expected_by_unit,
    exposure,
    rates_table,
)
from tidegate.places.listing import LEAST_BUSINESSES, left_out, may_be_listed
from tidegate.places.units import KEYS, Kind, Period, Units, checked, group, kinds_of, totals_of
from tidegate.statistics import getis_ord, learn_prior, local_moran, nearest, shrink, touching
from tidegate.statistics.neighbours import Matrix
from tidegate.tables import Column, Contract

HOTSPOTS = Contract(
    "hotspots",
    (
        Column("level", pa.string(), "premises, street, cell or area", nullable=False),
        Column("unit", pa.string(), "its id, key or name", nullable=False),
        Column("label", pa.string(), "what a reader calls it"),
        Column("schema", pa.string(), nullable=False),
        Column("kind", pa.string(), nullable=False),
        Column("premises", pa.int64(), nullable=False),
        Column("businesses", pa.int64(), "open at some time of the period", nullable=False),
        Column("events", pa.int64(), "seen in the period", nullable=False),
        Column("expected", pa.float64(), "given number and kind of businesses", nullable=False),
        Column("ratio", pa.float64(), "seen by expected; absent where nothing is expected"),
        Column("shrunk", pa.float64(), "the ratio drawn towards the city's", nullable=False),
        Column("low", pa.float64(), "lower end of its 95 % interval", nullable=False),
        Column("high", pa.float64(), "upper end", nullable=False),
        Column("above", pa.float64(), "probability that the true ratio is above the city's", nullable=False),
        Column("gi_z", pa.float64(), "Gi* of unit and neighbours; absent where it has no point"),
        Column("gi_q", pa.float64(), "its false discovery rate over all units of the level"),
        Column("lisa", pa.string(), "such as high among high; empty where q is above the level asked"),
        Column("lisa_q", pa.float64(), "its false discovery rate"),
        Column("x_m", pa.float64()),
        Column("y_m", pa.float64()),
    ),
)
"""One row per listed unit and kind of event, by level, kind and unit; never a home and never one person's business."""

TIED_TO_PREMISES = 0.9
"""Share of a kind's events that name a premises, from which on rates are taken from premises."""

NEIGHBOURS = {"premises": 8, "street": 8, "area": 4}
"""Nearest units that count as neighbours; cells touch instead. Eight is what a cell of a grid has."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Options:
    """How hot spots are looked for.

    Args:
        least_events: Kinds with fewer events are left out.
        least_businesses: Level to the least number of businesses of a listed unit.
        shuffles: Random orders behind each q; without a number `enough_shuffles` for the units of the level.
        significant: False discovery rate up to which a LISA class is named.
    """

    least_events: int = LEAST_EVENTS
    least_businesses: Mapping[str, int] = field(default_factory=lambda: LEAST_BUSINESSES)
    shuffles: int | None = None
    significant: float = 0.05


@dataclass(frozen=True)
class Hotspots:
    """Where more happens than expected.

    Args:
        units: Contract `HOTSPOTS`.
        rates: Contract `SECTOR_RATES`.
        left_out: Contract `LEFT_OUT`, what is not listed and why.
    """

    units: pa.Table
    rates: pa.Table
    left_out: pa.Table


def find_hotspots(
    places: pa.Table, businesses: pa.Table, events: pa.Table, *, period: Period, seed: int,
    levels: Sequence[str] = tuple(KEYS), options: Options | None = None,
) -> Hotspots:  # fmt: skip
    """Compare what happened at each place with what its businesses lead one to expect.

    All units of the city go into rates, shrinkage and neighbourhoods; listed are only those that may be.

    Args:
        places: Contract `PLACES`.
        businesses: Contract `BUSINESSES`.
        events: Contract `HAPPENINGS`.
        period: Months that count.
        seed: Seed of the random orders.
        levels: Levels that are wanted, keys of `KEYS`.
        options: Further choices; without them their defaults.
    Returns:
        Listed units, rates of the lines of business, and what was left out. A kind is missing at a level to which
        less than `TIED_TO_PREMISES` (premises) of its events can be tied.
    Raises:
        ContractError: A table does not keep its contract.
    Source:
        Indirect standardisation, Breslow and Day (1987), Statistical Methods in Cancer Research II; shrinkage,
        Clayton and Kaldor (1987), doi:10.2307/2532003; Gi*, Ord and Getis (1995); LISA, Anselin (1995); residuals,
        Freeman and Tukey (1950), Ann Math Stat 21, 607-611.
    """
    places, businesses, events = checked(places, businesses, events)
    chosen = options or Options()
    kinds = kinds_of(events, period, least=chosen.least_events)
    at = exposure(places, businesses, period)
    by_level = {
        level: group(places, businesses, events, level=level, period=period, kinds=kinds) for level in KEYS
    }  # fmt: skip
    named = by_level["premises"].counts.sum(axis=0)
    tied = np.flatnonzero(named >= TIED_TO_PREMISES * totals_of(events, period, kinds)).tolist()
    from_premises, rates = expected_by_premises(by_level["premises"], at, tied)
    others = [i for i in range(len(kinds)) if i not in tied]
    tables, reasons = [], {}
    for level in levels:
        units = by_level[level]
        reasons[level] = may_be_listed(units, chosen.least_businesses)
        expected = dict(zip(tied, (units.member @ from_premises).T, strict=True))
        if level == "area":
            of_cells = expected_by_unit(by_level["cell"], at, others)
            of_areas = _summed(by_level["cell"], units, places, events) @ of_cells
            expected |= dict(zip(others, of_areas.T, strict=True))
        elif level != "premises":
            expected |= dict(zip(others, expected_by_unit(units, at, others).T, strict=True))
        near = _neighbours(units)
        tables += [
            _table(units, kinds[i], i, due, near, reasons[level] == "", seed, chosen)
            for i, due in sorted(expected.items())
        ]
    listed = HOTSPOTS.check(pa.concat_tables([HOTSPOTS.empty(), *tables]))
    sectors = rates_table([kinds[i] for i in tied], at, rates) if tied else SECTOR_RATES.empty()
    return Hotspots(listed, sectors, left_out(reasons))


def enough_shuffles(units: int) -> int:
    """Tell how many random orders a level needs.

    The least p value is 2 in so many orders, and as a q value it is multiplied by the number of units. With two
    orders for each unit, twenty units that chance never reaches are enough to be named at 5 %.

    Args:
        units: Number of units.
    Returns:
        A number of random orders, from 9,999 to 199,999.
    """
    return min(max(9_999, 2 * units), 199_999)


def _summed(cells: Units, areas: Units, places: pa.Table, events: pa.Table) -> Matrix:
    """Matrix that sums cells to areas; a cell on a border belongs to the area that most of it lies in."""
    pairs = pa.concat_tables([places.select(["cell", "area"]), events.select(["cell", "area"])])
    counted = pairs.drop_null().group_by(["cell", "area"]).aggregate([([], "count_all")])
    order = [("cell", "ascending"), ("count_all", "ascending"), ("area", "descending")]
    ordered = counted.sort_by(order)
    cell, area = (
        np.searchsorted(ids.astype(str), ordered.column(name).to_numpy(zero_copy_only=False).astype(str))
        for ids, name in ((cells.ids, "cell"), (areas.ids, "area"))
    )
    known = (cell < len(cells.ids)) & (area < len(areas.ids))
    chosen = np.full(len(cells.ids), -1)
    chosen[cell[known]] = area[known]  # the last of a cell's rows stays, which is its most frequent area
    rows = np.flatnonzero(chosen >= 0)
    return sparse.csr_array((np.ones(len(rows)), (chosen[rows], rows)), shape=(len(areas.ids), len(cells.ids)))


def _neighbours(units: Units) -> tuple[npt.NDArray[np.int64], Matrix]:
    """Units that have a point, and which of them are neighbours."""
    there = np.flatnonzero(np.isfinite(units.x))
    if units.level == "cell":
        corners = np.array([str(name)[1:].split("N") for name in units.ids[there]], dtype=np.int64).reshape(-1, 2)
        return there, touching(corners[:, 0], corners[:, 1])
    return there, nearest(np.column_stack([units.x[there], units.y[there]]), NEIGHBOURS[units.level])


def _table(
    units: Units, kind: Kind, column: int, expected: Floats, near: tuple[npt.NDArray[np.int64], Matrix],
    listed: npt.NDArray[np.bool_], seed: int, options: Options,
) -> pa.Table:  # fmt: skip
    """Lay out one kind of event on one level."""
    seen = units.counts[:, column].astype(np.float64)
    # Events and premises that this level cannot place are missing on both sides, rarely in the same measure.
    expected = expected * (seen.sum() / max(expected.sum(), 1e-300))
    drawn = shrink(seen[listed], expected[listed], prior=learn_prior(seen, expected))
    there, matrix = near
    above_expected = (np.sqrt(seen) + np.sqrt(seen + 1.0) - np.sqrt(4.0 * expected + 1.0))[there]
    shuffles = options.shuffles or enough_shuffles(len(there))
    gathering = getis_ord(above_expected, matrix, shuffles=shuffles, seed=seed)
    local = local_moran(above_expected, matrix, shuffles=shuffles, seed=seed)
    around = {"gi_z": gathering.z, "gi_q": gathering.q, "lisa_q": local.q}
    spread = {name: np.full(len(units.ids), np.nan) for name in around}
    for name, values in around.items():
        spread[name][there] = values
    lisa = np.full(len(units.ids), "", dtype=object)
    lisa[there] = np.where(local.q <= options.significant, local.kind, "")
    n = int(listed.sum())
    every = {
        "level": np.full(n, units.level, dtype=object), "unit": units.ids[listed], "label": units.labels[listed],
        "schema": np.full(n, kind.schema, dtype=object), "kind": np.full(n, kind.name, dtype=object),
        "premises": units.premises[listed], "businesses": units.businesses[listed], "events": seen[listed],
        "expected": expected[listed], "shrunk": drawn.ratio, "low": drawn.low, "high": drawn.high,
        "ratio": np.divide(seen[listed], expected[listed], out=np.full(n, np.nan), where=expected[listed] > 0),
        "above": drawn.above, "lisa": lisa[listed], "x_m": units.x[listed], "y_m": units.y[listed],
    } | {name: values[listed] for name, values in spread.items()}  # fmt: skip
    arrays = [pa.array(every[c.name], c.type, from_pandas=True) for c in HOTSPOTS.columns]
    return pa.Table.from_arrays(arrays, schema=HOTSPOTS.schema())
