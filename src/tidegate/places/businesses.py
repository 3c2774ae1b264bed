"""Which businesses are where, since when and until when: what places are measured against."""

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tidegate.places.personal import SOLE_TRADER
from tidegate.places.reading import offer
from tidegate.tables import Column, Contract, Session, query

BUSINESSES = Contract(
    "businesses",
    (
        Column("establishment", pa.string(), "entity", nullable=False),
        Column("premises", pa.string(), "entity; absent where no register says where"),
        Column("sector", pa.string(), "line of business in words, or its code where there are none"),
        Column("since", pa.date32(), "start, or the first date on which it is known"),
        Column("until", pa.date32(), "end, or the last such date; absent while it is open"),
        Column("sole_trader", pa.bool_(), "whether a natural person runs it: personal data", nullable=False),
    ),
)
"""Establishments of the city; one row for each premises they are or were at, by entity and premises."""

LEAST_DAYS = 30.0
"""An establishment that is known for a day was there longer than a day: the shortest time that counts."""

DAYS_IN_YEAR = 365.25


def list_businesses(
    session: Session, facts: Path, *, on: dt.date = dt.date.max, sole_trader: str = SOLE_TRADER
) -> pa.Table:
    """List the establishments of a city with place, sector and time.

    Where a register gives no start or end (licences, visits), an establishment counts as there from the first to the
    last date that shows it.

    Args:
        session: An engine that sees `facts`.
        facts: Folder with resolved tables.
        on: What was known on this day counts; without it, all that is known.
        sole_trader: Pattern of the legal forms in which a business is one person's.
    Returns:
        Contract `BUSINESSES`, one row per establishment and premises, in that order; empty where no
        register knows establishments.
    """
    offer(
        session, facts, "Establishment", name="establishment_records",
        columns={
            "premises": "varchar", "operator": "varchar", "sector": "varchar", "sectorCode": "varchar",
            "startDate_from": "date", "endDate_to": "date",
        },
    )  # fmt: skip
    offer(session, facts, "Company", {"legalForm": "varchar"}, name="company_records")
    offer(session, facts, "entities", {"kind": "varchar"}, name="who")
    found = session.fetch(query(__package__, "businesses"), on=on, sole_trader=sole_trader)
    return BUSINESSES.check(found.cast(BUSINESSES.schema()))


def years_open(businesses: pa.Table, since: dt.date, until: dt.date) -> npt.NDArray[np.float64]:
    """How long each establishment was open within a period.

    Args:
        businesses: Contract `BUSINESSES`.
        since: First day of the period.
        until: First day after it.
    Returns:
        Years, one per row, 0 where it was not open at all.
    Example:
        >>> one = {"establishment": ["e"], "premises": ["p"], "sector": ["bar"], "since": [dt.date(2020, 1, 1)],
        ...        "until": [None], "sole_trader": [False]}
        >>> table = pa.table(one, schema=BUSINESSES.schema())
        >>> years_open(table, dt.date(2021, 1, 1), dt.date(2022, 1, 1)).round(3).tolist()
        [0.999]
    """
    first, last = (_days(businesses.column(name), fill) for name, fill in (("since", since), ("until", until)))
    begin, end = float(since.toordinal()), float(until.toordinal())
    opened, closed = np.maximum(first, begin), np.minimum(last, end)
    there = (first < end) & (last >= begin)
    least = min(LEAST_DAYS, end - begin)
    return np.where(there, np.maximum(closed - opened, least), 0.0) / DAYS_IN_YEAR


def _days(column: pa.ChunkedArray, absent: dt.date) -> npt.NDArray[np.float64]:
    days: Any = column.cast(pa.int32()).fill_null((absent - dt.date(1970, 1, 1)).days).to_numpy()
    ordinals: npt.NDArray[np.float64] = days.astype(np.float64) + dt.date(1970, 1, 1).toordinal()
    return ordinals
