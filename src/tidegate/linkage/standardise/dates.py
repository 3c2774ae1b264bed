"""A date, whole or partial, becomes its parts, so that a slip of the pen can be told from another day.

A date that no calendar knows ("1856-86-18") still shows its digits and is kept for comparison; a year that nobody was
born in (0001, 9999) says nothing and is left out.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pyarrow as pa

FIRST_YEAR, LAST_YEAR = 1000, 2200
"""A year outside is a placeholder."""

LONGEST_DATE = 40
"""Letters of a date that are read."""

COLUMNS = pa.schema([
    pa.field("whole", pa.string()), pa.field("swapped", pa.string()), pa.field("year", pa.int32()),
    pa.field("month", pa.string()), pa.field("day", pa.string()), pa.field("month_day", pa.string()),
])  # fmt: skip
"""`whole`: the date as YYYY-MM-DD where all three parts are told; `swapped`: the same with day and month exchanged
where that is a date too, else as `whole`; `month` and `day` are two digits, `month_day` both."""

_DATE = re.compile(r"^(\d{4})(?:-?(\d{2})(?:-?(\d{2}))?)?(?:[T ].*)?$", re.DOTALL)


class _Row(NamedTuple):
    whole: str | None
    swapped: str | None
    year: int | None
    month: str | None
    day: str | None
    month_day: str | None


_NOTHING = _Row(None, None, None, None, None, None)


def standardise(raws: Sequence[str], options: Mapping[str, Any]) -> pa.Table:  # noqa: ARG001
    """Take dates apart.

    Args:
        raws: Dates, each once: YYYY, YYYY-MM or YYYY-MM-DD, with or without hyphens; a time of day is left out.
        options: None are known.
    Returns:
        One row per date, in order; columns `COLUMNS`, empty where a date does not tell a part.
    Example:
        >>> standardise(["1980-05-07", "1980"], {})["swapped"].to_pylist()
        ['1980-07-05', None]
    """
    rows = [_row(raw[:LONGEST_DATE].strip()) for raw in raws]
    columns = zip(*rows, strict=True) if rows else ([] for _ in COLUMNS)
    arrays = [pa.array(column, f.type) for column, f in zip(columns, COLUMNS, strict=True)]
    return pa.Table.from_arrays(arrays, schema=COLUMNS)


def _row(text: str) -> _Row:
    found = _DATE.match(text)
    if found is None or not text.isascii():
        return _NOTHING
    year, month, day = found.groups()
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        return _NOTHING
    if month is None or month == "00":
        return _Row(None, None, int(year), None, None, None)
    if day is None or day == "00":
        return _Row(None, None, int(year), month, None, None)
    whole = f"{year}-{month}-{day}"
    exchangeable = "01" <= day <= "12" and "01" <= month <= "31"
    swapped = f"{year}-{day}-{month}" if exchangeable else whole
    return _Row(whole, swapped, int(year), month, day, f"{month}-{day}")
