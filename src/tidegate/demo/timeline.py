"""The five years of the demo city, counted in days since 1970 and in months.

Dates travel through the room as whole numbers and become text only at the writing of a file.
There is no clock here: the five years are fixed.
"""

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Days = npt.NDArray[np.int64]


def day(iso: str) -> int:
    """Count the days from 1970 to a date.

    Args:
        iso: A date such as `2020-01-31`.
    Returns:
        Days since 1 January 1970.
    Example:
        >>> day("1970-01-11")
        10
    """
    return int(np.datetime64(iso, "D").astype(np.int64))


FIRST = day("2020-01-01")
"""First day of the five years."""
LAST = day("2024-12-31")
"""Last day of the five years."""
OPEN = day("2100-01-01")
"""Stands for the end of what has not ended; it becomes an empty cell."""
MONTHS = 60
"""Number of months from FIRST to LAST."""

_EARLIEST = day("1920-01-01")
_ALL_DAYS = np.arange(_EARLIEST, OPEN + 1).astype("datetime64[D]")
_FIRST_MONTH = np.datetime64("2020-01", "M")


def month_start(month: Any) -> Days:
    """Give the first day of a month of the five years.

    Args:
        month: Number of the month, 0 to 59; a number or an array.
    Returns:
        Days since 1970, of the same shape.
    """
    start = _FIRST_MONTH + np.asarray(month, dtype=np.int64)
    return np.asarray(start.astype("datetime64[D]").astype(np.int64))


def month_end(month: Any) -> Days:
    """Give the last day of a month of the five years, as `month_start` does the first."""
    return month_start(np.asarray(month) + 1) - 1


def month_of(days: Any) -> Days:
    """Give the month in which a day lies.

    Args:
        days: Days since 1970.
    Returns:
        Number of the month, 0 for January 2020; below 0 before that.
    Example:
        >>> int(month_of(day("2021-03-15")))
        14
    """
    dates = np.asarray(days, dtype=np.int64).astype("datetime64[D]")
    return np.asarray((dates.astype("datetime64[M]") - _FIRST_MONTH).astype(np.int64))


@cache
def _day_texts(pattern: str) -> pa.Array:
    """Write every day there can be once; a column of dates is then a look-up."""
    iso = np.datetime_as_string(_ALL_DAYS)
    parts = pc.split_pattern(pa.array(iso), "-")
    year, month, number = (pc.list_element(parts, i) for i in range(3))
    if pattern == "iso":
        return pa.array(iso)
    if pattern == "dutch":
        return pc.binary_join_element_wise(number, month, year, "-")
    return pc.binary_join_element_wise(year, month, number, "")


_MONTH_TEXTS = pa.array([str(_FIRST_MONTH + i) for i in range(MONTHS)])


def date_text(days: Any, pattern: str = "iso") -> pa.Array:
    """Write dates as text; what has not ended becomes an empty cell.

    Args:
        days: Days since 1970, from 1920 to `OPEN`.
        pattern: `iso` (2020-01-31), `dutch` (31-01-2020) or `compact` (20200131).
    Returns:
        One text per date, null for `OPEN`.
    Example:
        >>> date_text([day("2020-01-31"), OPEN], "dutch").to_pylist()
        ['31-01-2020', None]
    """
    numbers = np.asarray(days, dtype=np.int64)
    return _day_texts(pattern).take(pa.array(numbers - _EARLIEST, mask=numbers >= OPEN))


def month_text(months: Any) -> pa.Array:
    """Write months of the five years as `2020-01`."""
    return _MONTH_TEXTS.take(pa.array(np.asarray(months, dtype=np.int64)))
