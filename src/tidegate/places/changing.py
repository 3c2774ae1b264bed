"""What changed between two periods, place by place: the table behind a change map."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tidegate.places.concentrating import LEAST_EVENTS
from tidegate.places.listing import LEAST_BUSINESSES, left_out, may_be_listed
from tidegate.places.units import KEYS, Ints, Kind, Period, Units, checked, group, kinds_of, recount
from tidegate.statistics import benjamini_hochberg, rate_change
from tidegate.tables import Column, Contract

CHANGES = Contract(
    "changes",
    (
        Column("level", pa.string(), "premises, street, cell or area", nullable=False),
        Column("unit", pa.string(), nullable=False),
        Column("label", pa.string()),
        Column("schema", pa.string(), nullable=False),
        Column("kind", pa.string(), nullable=False),
        Column("before", pa.int64(), "events of the first period", nullable=False),
        Column("after", pa.int64(), "events of the second", nullable=False),
        Column("ratio", pa.float64(), "rate per month, second by first; absent where the first had none"),
        Column("low", pa.float64(), "lower end of its 95 % interval", nullable=False),
        Column("high", pa.float64(), "upper end; absent where there is none"),
        Column("p", pa.float64(), "of no change", nullable=False),
        Column("q", pa.float64(), "false discovery rate over the level's units", nullable=False),
        Column("city_ratio", pa.float64(), "the same ratio for all units of the level together"),
        Column("own_p", pa.float64(), "of a change like the city's", nullable=False),
        Column("own_q", pa.float64(), "its false discovery rate", nullable=False),
        Column("x_m", pa.float64()),
        Column("y_m", pa.float64()),
    ),
)
"""One row per listed unit and kind of event with an event in either period, by level, kind and unit."""


@dataclass(frozen=True)
class Changes:
    """What changed between two periods.

    Args:
        units: Contract `CHANGES`.
        left_out: Contract `LEFT_OUT`, what is not listed and why.
    """

    units: pa.Table
    left_out: pa.Table


def compare_periods(
    places: pa.Table, businesses: pa.Table, events: pa.Table, *, before: Period, after: Period,
    levels: Sequence[str] = tuple(KEYS), least_events: int = LEAST_EVENTS,
    least_businesses: Mapping[str, int] = LEAST_BUSINESSES,
) -> Changes:  # fmt: skip
    """Compare the rates of two periods at each place, with intervals that small numbers deserve.

    A change can be the city's: recording changes, a summer is warm. So each unit is also held against the change of
    all units together (`own_p`). A place picked because it was high will fall by itself; compare it with others that
    were as high before calling a fall an effect.

    Args:
        places: Contract `PLACES`.
        businesses: Contract `BUSINESSES`; what is listed goes by those of the second period.
        events: Contract `HAPPENINGS`.
        before: First period.
        after: Second period, not overlapping the first.
        levels: Levels that are wanted, keys of `KEYS`.
        least_events: Kinds with fewer events in both periods together are left out.
        least_businesses: Level to the least number of businesses of a listed unit.
    Returns:
        Listed units with their change, and what was left out.
    Raises:
        ContractError: A table does not keep its contract.
        ValueError: The periods overlap or are in the wrong order.
    Source:
        Przyborowski and Wilenski (1940), Biometrika 31, 313-323; Benjamini and Hochberg (1995).
    """
    if before.until > after.since:
        raise ValueError(f"the periods overlap: the first ends {before.until}, the second begins {after.since}")
    places, businesses, events = checked(places, businesses, events)
    whole = Period(before.since, after.until)
    kinds = kinds_of(events, whole, least=least_events)
    tables, reasons = [], {}
    for level in levels:
        units = group(places, businesses, events, level=level, period=whole, kinds=kinds)
        reasons[level] = may_be_listed(units, least_businesses)
        counts = [recount(units, events, period, kinds) for period in (before, after)]
        for i, kind in enumerate(kinds):
            pair = (counts[0][:, i], counts[1][:, i])
            tables.append(_table(units, kind, pair, (before.months, after.months), reasons[level] == ""))
    return Changes(CHANGES.check(pa.concat_tables([CHANGES.empty(), *tables])), left_out(reasons))


def _table(
    units: Units, kind: Kind, counts: tuple[Ints, Ints], months: tuple[int, int], listed: npt.NDArray[np.bool_]
) -> pa.Table:  # fmt: skip
    """Lay out one kind of event on one level; units without an event in either period are no tests."""
    kept = np.flatnonzero(counts[0] + counts[1] > 0)
    first, second = counts[0][kept], counts[1][kept]
    length = (float(months[0]), float(months[1]))
    change = rate_change(first, second, exposure=length)
    city = float(second.sum() / first.sum() / length[1] * length[0]) if first.sum() else np.nan
    # The city's change, held against as if the second period were so much longer.
    own = rate_change(first, second, exposure=(length[0], length[1] * city)).p if city > 0 else np.ones(len(kept))
    n = len(kept)
    every = {
        "level": np.full(n, units.level, dtype=object), "unit": units.ids[kept], "label": units.labels[kept],
        "schema": np.full(n, kind.schema, dtype=object), "kind": np.full(n, kind.name, dtype=object),
        "before": first, "after": second, "ratio": np.where(np.isfinite(change.ratio), change.ratio, np.nan),
        "low": change.low, "high": np.where(np.isfinite(change.high), change.high, np.nan), "p": change.p,
        "q": benjamini_hochberg(change.p), "city_ratio": np.full(n, city), "own_p": own,
        "own_q": benjamini_hochberg(own), "x_m": units.x[kept], "y_m": units.y[kept],
    }  # fmt: skip
    arrays = [pa.array(every[c.name][listed[kept]], c.type, from_pandas=True) for c in CHANGES.columns]
    return pa.Table.from_arrays(arrays, schema=CHANGES.schema())
