"""The five years of the demo city, and its days as numbers (days since 1970-01-01)."""

import numpy as np

from tidegate.demo.rows import Numbers

FIRST_YEAR = 2021
YEARS = 5
MONTHS = 12 * YEARS
NEVER = 1_000_000
"""A day that does not come: the end of what has not ended."""
UNKNOWN = -1_000_000
"""A day that no register knows."""


def day(text: str) -> int:
    """Give the number of a day.

    Example:
        >>> day("1970-01-02")
        1
    """
    return int(np.datetime64(text, "D").astype(int))


def month_starts() -> Numbers:
    """Give the first day of every month of the window, and of the month after it."""
    months = np.datetime64(f"{FIRST_YEAR}-01", "M") + np.arange(MONTHS + 1)
    return months.astype("datetime64[D]").astype(np.int64)


def month_of(days: Numbers) -> Numbers:
    """Give the number of the month in the window, from 0; before it negative.

    Example:
        >>> month_of(np.array([day("2021-01-31"), day("2021-02-01")])).tolist()
        [0, 1]
    """
    months = np.asarray(days).astype("datetime64[D]").astype("datetime64[M]")
    return (months - np.datetime64(f"{FIRST_YEAR}-01", "M")).astype(np.int64)


START = day(f"{FIRST_YEAR}-01-01")
END = day(f"{FIRST_YEAR + YEARS}-01-01")
"""The first day after the window."""
