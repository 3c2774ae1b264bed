"""In how many ways the starts could have been dealt out: what the p value of a few places can never fall below."""

from collections import Counter
from collections.abc import Sequence
from math import comb

MOST_SOUGHT = 100_000
"""Units beyond which no more is sought."""


def orders(starts: Sequence[int], comparison: int) -> int:
    """Count the ways to deal out the starts among the units of the measure and those they are compared with.

    Args:
        starts: Start of each unit of the measure.
        comparison: Number of units to compare with.
    Returns:
        The number of ways that differ.
    Example:
        >>> orders([5, 5, 5], 2), orders([5, 6, 7], 3)
        (10, 120)
    """
    left, ways = len(starts) + comparison, 1
    for number in Counter(starts).values():
        ways *= comb(left, number)
        left -= number
    return ways


def least_p(starts: Sequence[int], comparison: int) -> float:
    """Give the smallest two-sided p value that dealing out the starts anew can ever give.

    Args:
        starts: Start of each unit of the measure.
        comparison: Number of units to compare with.
    Returns:
        A share, above 0 and at most 1. Where both groups are of one size and begin at once, each way has a mirror
        that is just as far out, so that it is twice one in all ways.
    Example:
        >>> round(least_p([5, 5, 5], 4), 4), least_p([5, 5, 5], 3)
        (0.0286, 0.1)
    """
    mirrored = len(set(starts)) == 1 and comparison == len(starts)
    return min((2.0 if mirrored else 1.0) / orders(starts, comparison), 1.0)


def comparison_needed(starts: Sequence[int], level: float, *, least: int = 1) -> int | None:
    """Give the fewest units to compare with that leave room for a p value below the border.

    Args:
        starts: Start of each unit of the measure.
        level: Coverage of the interval; the border is one less this.
        least: Where the search begins.
    Returns:
        The number; None where there is no unit of the measure, or more than `MOST_SOUGHT` would be needed.
    Example:
        >>> comparison_needed([5], 0.95), comparison_needed([5, 5, 5], 0.95)
        (20, 4)
    """
    if not starts:
        return None
    for number in range(max(least, 1), MOST_SOUGHT):
        if least_p(starts, number) < 1 - level - 1e-12:
            return number
        if number > 100 and len(starts) > 1:
            return None
    return None
