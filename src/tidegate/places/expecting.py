"""What one would expect at a place, given how many businesses of which kind are there.

A street of bars has more reports than a street of accountants; that alone is no news. Indirect standardisation: each
line of business has a rate, the same all over the city, and the expected number of a place is the sum over its
establishments. The rates are those under which the city's events are likeliest when each business and each place adds
its own part (an additive Poisson model). Where each event is tied to a premises with one business, they are simply the
events per establishment-year of the line; where several share a premises, or the event is only known by street, the
model shares the events out among them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from scipy import sparse

from tidegate.places.businesses import years_open
from tidegate.places.units import NOT_STATED, Kind, Period, Units, open_businesses
from tidegate.statistics import rate_interval
from tidegate.statistics.neighbours import Matrix
from tidegate.tables import Column, Contract

SECTOR_RATES = Contract(
    "sector_rates",
    (
        Column("schema", pa.string(), nullable=False),
        Column("kind", pa.string(), nullable=False),
        Column("sector", pa.string(), "line of business, or the rare ones together", nullable=False),
        Column("years", pa.float64(), "establishment-years", nullable=False),
        Column("events", pa.float64(), "events shared out to it", nullable=False),
        Column("rate", pa.float64(), "events per establishment-year", nullable=False),
        Column("low", pa.float64(), "lower end of the 95 % interval", nullable=False),
        Column("high", pa.float64(), "upper end", nullable=False),
    ),
)
"""What each line of business brings with it, city-wide, for kinds of events that are tied to premises."""

RARE = "rare lines together"
"""Lines of business with too few establishment-years for a rate of their own."""

LEAST_YEARS = 30.0
"""Establishment-years below which a line has no rate of its own: at one event a year, its interval spans a factor 2."""

_ROUNDS, _CLOSE = 200, 1e-4

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Exposure:
    """What is at each premises that may bring events with it.

    Args:
        sectors: Lines of business with a rate of their own, sorted, rare ones together.
        years: Establishment-years, premises by sector.
    """

    sectors: tuple[str, ...]
    years: Matrix


def exposure(places: pa.Table, businesses: pa.Table, period: Period) -> Exposure:
    """Count establishment-years by premises and line of business.

    Args:
        places: Contract `PLACES`.
        businesses: Contract `BUSINESSES`.
        period: Months that count.
    Returns:
        One row per place, one column per line of business.
    """
    at, _ = open_businesses(places, businesses, period)
    years = years_open(businesses, period.since, period.until)
    here = np.flatnonzero(at >= 0)
    names = businesses.column("sector").fill_null(NOT_STATED).to_numpy(zero_copy_only=False)[here].astype(str)
    kinds, code = np.unique(names, return_inverse=True)
    total = np.bincount(code, weights=years[here], minlength=len(kinds))
    merged = np.where(total >= LEAST_YEARS, kinds, RARE).astype(str)
    sectors, again = np.unique(merged, return_inverse=True)
    matrix = sparse.csr_array((years[here], (at[here], again[code])), shape=(places.num_rows, len(sectors)))
    return Exposure(tuple(str(s) for s in sectors), matrix)


def additive_rates(counts: Floats, parts: Matrix) -> Floats:
    """Rates of an additive Poisson model, by expectation and maximisation.

    Args:
        counts: Events, one row per unit and one column per kind.
        parts: What each unit holds of each thing that brings events, 0 or more.
    Returns:
        Rates, one row per thing and one column per kind; what a kind expects in all equals what was seen of it in
        units that hold anything.
    Source:
        Dempster, Laird and Rubin (1977), J R Stat Soc B 39, 1-38; for additive Poisson rates, Vardi, Shepp and
        Kaufman (1985), J Am Stat Assoc 80, 8-20.
    Example:
        >>> parts = sparse.csr_array(np.array([[2.0, 0.0], [0.0, 4.0]]))
        >>> additive_rates(np.array([[6.0], [2.0]]), parts).round(3).tolist()
        [[3.0], [0.5]]
    """
    held = np.asarray(parts.sum(axis=0)).ravel()
    there = np.asarray(parts.sum(axis=1)).ravel() > 0
    seen = np.where(there[:, None], counts, 0.0)
    share = np.divide(1.0, held, out=np.zeros(len(held)), where=held > 0)[:, None]
    rates = np.where(held[:, None] > 0, seen.sum(axis=0) / max(held.sum(), 1e-300), 0.0)
    flipped = parts.T.tocsr()
    for _ in range(_ROUNDS):
        due = parts @ rates
        ratio = np.divide(seen, due, out=np.zeros(seen.shape), where=due > 0)
        better = rates * (flipped @ ratio) * share
        moved = np.abs(better - rates).max(initial=0.0)
        rates = better
        if moved <= _CLOSE * max(rates.max(initial=0.0), 1e-300):
            break
    return rates


def expected_by_premises(units: Units, at: Exposure, columns: Sequence[int]) -> tuple[Floats, Floats]:
    """Expected events of each premises, for kinds that are tied to premises.

    Args:
        units: Units of the level of premises.
        at: Exposure, by place.
        columns: Columns of the kinds in the counts.
    Returns:
        Expected events in the order of the places, one column per kind, and the rates of the lines of business.
    """
    parts = sparse.hstack([at.years, np.ones((at.years.shape[0], 1))], format="csr")
    counts = units.member.T @ units.counts[:, columns].astype(np.float64)
    rates = additive_rates(counts, parts)
    return parts @ rates, rates[:-1]


def expected_by_unit(units: Units, at: Exposure, columns: Sequence[int]) -> Floats:
    """Expected events of each unit, for kinds that are known by place only.

    Beside its businesses each premises, and each unit as such, adds a part: streets of homes have burglaries too.

    Args:
        units: Units of the level at which the events are known.
        at: Exposure, by place.
        columns: Columns of the kinds in the counts.
    Returns:
        Expected events in the order of the units, one column per kind.
    """
    each = np.ones((len(units.ids), 1))
    parts = sparse.hstack([units.member @ at.years, units.premises[:, None].astype(np.float64), each], format="csr")
    expected: Floats = parts @ additive_rates(units.counts[:, columns].astype(np.float64), parts)
    return expected


def rates_table(kinds: Sequence[Kind], at: Exposure, rates: Floats) -> pa.Table:
    """Lay out the rates of the lines of business.

    Args:
        kinds: Kinds, in the order of the columns of `rates`.
        at: Exposure, by place.
        rates: Rates, sectors by kinds.
    Returns:
        Contract `SECTOR_RATES`, by kind and sector.
    """
    years = np.asarray(at.years.sum(axis=0)).ravel()
    k, s = len(kinds), len(at.sectors)
    rate, over = rates.T.ravel(), np.tile(years, k)
    low, high = rate_interval(rate * over, over)
    return SECTOR_RATES.check(
        pa.table(
            {
                "schema": np.repeat([kind.schema for kind in kinds], s).tolist(),
                "kind": np.repeat([kind.name for kind in kinds], s).tolist(),
                "sector": list(at.sectors) * k,
                "years": over,
                "events": rate * over,
                "rate": rate,
                "low": low,
                "high": high,
            },
            schema=SECTOR_RATES.schema(),
        )
    )
