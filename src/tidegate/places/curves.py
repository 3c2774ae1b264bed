"""Lorenz curves of the city's events, each with the band in which it lies by chance alone: the table behind a chart."""

import numpy as np
import pyarrow as pa

from tidegate.places.concentrating import LEAST_EVENTS, LEAST_TIED
from tidegate.places.units import ALL, KEYS, Period, checked, group, kinds_of, totals_of
from tidegate.statistics import lorenz_beside_chance
from tidegate.tables import Column, Contract

CURVES = Contract(
    "curves",
    (
        Column("level", pa.string(), "premises, street, cell or area", nullable=False),
        Column("schema", pa.string(), nullable=False),
        Column("share_of_places", pa.float64(), "the fullest first", nullable=False),
        Column("share_of_events", pa.float64(), "what they hold", nullable=False),
        Column("null_low", pa.float64(), "lower end of what chance alone gives", nullable=False),
        Column("null_high", pa.float64(), "upper end", nullable=False),
    ),
)
"""Points of a Lorenz curve per level and schema, all kinds together; by level, schema and share of places."""

SHARES = (0.0, 0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
"""Where the curve is read: closely where it is steep."""


def draw_curves(
    places: pa.Table, businesses: pa.Table, events: pa.Table, *, period: Period, seed: int,
    least_events: int = LEAST_EVENTS, draws: int = 99,
) -> pa.Table:  # fmt: skip
    """Read the Lorenz curve of each schema of events on premises, streets, cells and areas.

    Args:
        places: Contract `PLACES`.
        businesses: Contract `BUSINESSES`.
        events: Contract `HAPPENINGS`.
        period: Months that count.
        seed: Seed of the null.
        least_events: Schemata with fewer events are left out.
        draws: Number of draws of the null.
    Returns:
        Contract `CURVES`; levels to which less than half of a schema's events can be tied are left out.
    Raises:
        ContractError: A table does not keep its contract.
    Source:
        Lorenz (1905); Bernasco and Steenbeek (2017), doi:10.1007/s10940-016-9324-7.
    """
    places, businesses, events = checked(places, businesses, events)
    kinds = [kind for kind in kinds_of(events, period, least=least_events) if kind.name == ALL]
    totals = totals_of(events, period, kinds)
    tables = [CURVES.empty()]
    for level in KEYS:
        units = group(places, businesses, events, level=level, period=period, kinds=kinds)
        for number, kind in enumerate(kinds):
            counts = units.counts[:, number]
            if counts.sum() < LEAST_TIED * totals[number]:
                continue
            curve = lorenz_beside_chance(counts, SHARES, seed=seed, draws=draws)
            n = len(SHARES)
            columns = [
                np.full(n, level, dtype=object), np.full(n, kind.schema, dtype=object), curve.places, curve.held,
                curve.low, curve.high,
            ]  # fmt: skip
            tables.append(pa.table(columns, schema=CURVES.schema()))
    return CURVES.check(pa.concat_tables(tables))
