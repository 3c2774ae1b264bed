"""Whether a handful of events falls on categories (days, types) as expected: the G statistic with its exact null.

With few events the chi-squared law says nothing; so the ways in which they could have fallen are counted, or drawn
where they are too many to be counted.
"""

import math
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt
from scipy import special

Floats = npt.NDArray[np.float64]

MOST_WAYS = 200_000
"""Ways that are counted one by one; beyond it they are drawn."""


@dataclass(frozen=True)
class GTest:
    """What the test found.

    Args:
        g: Twice the logarithm of how much likelier the counts are under their own shares than under those expected.
        p: Probability of a G at least as large.
        exact: Whether all ways were counted; False where they were drawn.
    """

    g: float
    p: float
    exact: bool


def g_test(counts: npt.ArrayLike, expected: npt.ArrayLike | None = None, *, draws: int = 9_999, seed: int = 0) -> GTest:
    """Test whether counts fall on categories as expected, however few they are.

    Args:
        counts: Events per category, whole numbers of 0 or more, at least two categories.
        expected: Share or number expected per category, above 0; None for equal shares.
        draws: Number of draws where the ways are too many to count.
        seed: Seed of those draws.
    Returns:
        G and its p value; 0 and 1 where there is no event.
    Raises:
        ValueError: Counts are not whole numbers of 0 or more, or the expected ones do not go with them.
    Source:
        McDonald (2014), Handbook of Biological Statistics, 3rd ed., 53-58; exact null by the multinomial law.
    Example:
        >>> found = g_test([3, 0, 0, 0, 0, 0, 0])
        >>> round(found.g, 2), round(found.p, 4)
        (11.68, 0.0204)
    """
    seen = np.asarray(counts, dtype=np.float64)
    if seen.ndim != 1 or len(seen) < 2 or (seen < 0).any() or (seen != np.round(seen)).any():
        raise ValueError("counts must be one row of two or more whole numbers, 0 or more")
    asked = np.ones(len(seen)) if expected is None else np.asarray(expected, dtype=np.float64)
    if asked.shape != seen.shape or not (np.isfinite(asked) & (asked > 0)).all():
        raise ValueError("expected must hold a number above 0 for each category")
    shares, total = asked / asked.sum(), int(seen.sum())
    found = float(_g(seen[None, :], shares)[0])
    if not total:
        return GTest(0.0, 1.0, True)
    border = found - 1e-9
    if math.comb(total + len(seen) - 1, len(seen) - 1) <= MOST_WAYS:
        ways = _ways(total, len(seen))
        log = special.gammaln(total + 1) - special.gammaln(ways + 1).sum(axis=1) + ways @ np.log(shares)
        return GTest(found, float(min(np.exp(log[_g(ways, shares) >= border]).sum(), 1.0)), True)
    drawn = np.random.default_rng(seed).multinomial(total, shares, size=draws).astype(np.float64)
    return GTest(found, (1 + int((_g(drawn, shares) >= border).sum())) / (draws + 1), False)


def _g(counts: Floats, shares: Floats) -> Floats:
    """Twice the sum of counts by the logarithm of count to expected; a count of 0 adds nothing."""
    total = counts.sum(axis=1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = np.where(counts > 0, counts * np.log(counts / (total * shares)), 0.0)
    g: Floats = 2.0 * parts.sum(axis=1)
    return g


def _ways(total: int, categories: int) -> Floats:
    """All ways to put events into categories: bars between stars."""
    bars = np.array(list(combinations(range(total + categories - 1), categories - 1)), dtype=np.int64)
    edges = np.column_stack([np.full(len(bars), -1), bars, np.full(len(bars), total + categories - 1)])
    ways: Floats = (np.diff(edges, axis=1) - 1).astype(np.float64)
    return ways
