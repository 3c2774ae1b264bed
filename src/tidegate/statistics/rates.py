"""Counts of rare events: intervals of a rate, of a ratio to what is expected, and of two periods.

All take and give arrays, one value per place, so that a city is one call.
"""

import functools
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special, stats

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Change:
    """How a rate differs between two periods; each array in the order of the places.

    Args:
        ratio: Rate of the second period by that of the first; infinite where the first had none, not a number where
            both had none.
        low: Lower end of its interval.
        high: Upper end; infinite where the first had none.
        p: Two-sided p value of no change.
    """

    ratio: Floats
    low: Floats
    high: Floats
    p: Floats


def rate_interval(events: npt.ArrayLike, exposure: npt.ArrayLike, *, level: float = 0.95) -> tuple[Floats, Floats]:
    """Exact interval of a rate of rare events, or of a ratio of observed to expected.

    Args:
        events: Number of events, 0 or more.
        exposure: What they are counted over (years, establishment-years, expected events), above 0.
        level: Share of such intervals that hold the true rate, at least.
    Returns:
        Lower and upper end; not a number where the exposure is 0.
    Raises:
        ValueError: Events or exposures are negative, or `level` lies outside 0..1.
    Source:
        Garwood (1936), Biometrika 28, 437-442.
    Example:
        >>> low, high = rate_interval([4], [2])
        >>> low.round(2).tolist(), high.round(2).tolist()
        ([0.54], [5.12])
    """
    counts, over = _pair(events, exposure, level)
    tail = (1.0 - level) / 2.0
    low = np.where(counts > 0, special.gammaincinv(np.maximum(counts, 1e-300), tail), 0.0)
    high = special.gammainccinv(counts + 1.0, tail)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(over > 0, low / over, np.nan), np.where(over > 0, high / over, np.nan)


def rate_change(
    before: npt.ArrayLike, after: npt.ArrayLike, *, exposure: tuple[float, float] = (1.0, 1.0), level: float = 0.95
) -> Change:
    """Compare the counts of two periods, place by place.

    Given their sum, the second count is binomial; so the test and the interval are exact for any size of count.

    Args:
        before: Events of the first period, whole numbers.
        after: Events of the second, in the same order of places.
        exposure: Length of the two periods, in the same unit.
        level: Share of such intervals that hold the true ratio, at least.
    Returns:
        Ratio of rates with interval and p value (the sum of all splits no likelier than the one found).
    Raises:
        ValueError: Counts are negative, lengths are not above 0, or `level` lies outside 0..1.
    Source:
        Przyborowski and Wilenski (1940), Biometrika 31, 313-323; interval by Clopper and Pearson (1934).
    Example:
        >>> c = rate_change([10], [4])
        >>> float(c.ratio[0]), float(c.low[0].round(2)), float(c.high[0].round(2)), float(c.p[0].round(3))
        (0.4, 0.09, 1.39, 0.18)
    """
    one, two = _pair(before, after, level)
    if not (exposure[0] > 0 and exposure[1] > 0):
        raise ValueError(f"exposure is {exposure}: give two lengths above 0")
    # Places share few different pairs of counts; each pair is worked out once.
    pairs, back = np.unique(np.column_stack([one, two]), axis=0, return_inverse=True)
    each = _change(pairs[:, 0], pairs[:, 1], exposure[1] / exposure[0], level)
    return Change(*(values[np.ravel(back)] for values in (each.ratio, each.low, each.high, each.p)))


def e_test(first: int, second: int, *, exposure: tuple[float, float] = (1.0, 1.0)) -> float:
    """Whether two counts of rare events come from the same rate (the E-test).

    Less strict than the exact test given the sum, which matters for handfuls of events.

    Args:
        first: Number of events.
        second: Number of events.
        exposure: What each is counted over.
    Returns:
        Two-sided p value; 1.0 where both counts are 0.
    Raises:
        ValueError: A count is negative or an exposure is not above 0.
    Source:
        Krishnamoorthy and Thomson (2004), J Stat Plan Inference 119, 23-35, doi:10.1016/S0378-3758(02)00408-1.
    Example:
        >>> round(e_test(6, 2), 4)
        0.1749
    """
    if first < 0 or second < 0 or not (exposure[0] > 0 and exposure[1] > 0):
        raise ValueError(f"counts {first}, {second} over {exposure}: give counts of 0 or more over lengths above 0")
    total = first + second
    if not total:
        return 1.0
    n1, n2 = exposure
    rate = total / (n1 + n2)
    # Beyond ten standard errors the probabilities no longer change any digit that is shown.
    i, j = (_likely_counts(rate * n) for n in exposure)
    chance = np.multiply.outer(stats.poisson.pmf(i, rate * n1), stats.poisson.pmf(j, rate * n2))
    # Two counts of nought have no scatter; they lie no way apart.
    scatter = np.maximum(np.add.outer(i / n1**2, j / n2**2), np.finfo(np.float64).tiny)
    distance = np.subtract.outer(i / n1, j / n2) ** 2 / scatter
    found = (first / n1 - second / n2) ** 2 / (first / n1**2 + second / n2**2)
    return float(min(chance[distance >= found * (1 - 1e-12)].sum(), 1.0))


def _likely_counts(mean: float) -> Floats:
    """Counts within ten standard errors of their mean."""
    reach = 10 * np.sqrt(mean) + 20
    return np.arange(max(int(mean - reach), 0), int(mean + reach) + 1, dtype=np.float64)


def _change(one: Floats, two: Floats, odds: float, level: float) -> Change:
    total, share = one + two, odds / (1.0 + odds)
    tail = (1.0 - level) / 2.0
    low = np.where(two > 0, special.betaincinv(np.maximum(two, 1e-300), one + 1.0, tail), 0.0)
    high = np.where(one > 0, special.betaincinv(two + 1.0, np.maximum(one, 1e-300), 1.0 - tail), 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = two / one / odds
        ends = [np.where(total > 0, end / (1.0 - end) / odds, np.nan) for end in (low, high)]
    return Change(ratio, ends[0], ends[1], _binomial_p(two, total, share))


def _binomial_p(hits: Floats, total: Floats, share: float) -> Floats:
    """Sum of the probabilities of all splits that are no likelier than the one found."""
    p = np.ones(len(hits))
    for number, (hit, n) in enumerate(zip(hits.astype(np.int64), total.astype(np.int64), strict=True)):
        chances = _splits(int(n), share)
        p[number] = chances[chances <= chances[hit] * (1 + 1e-7)].sum()
    return np.minimum(p, 1.0)


@functools.lru_cache(maxsize=128)
def _splits(total: int, share: float) -> Floats:
    """Probability of each split of a number of events; kept, as many kinds and levels ask for the same small ones."""
    chances: Floats = stats.binom.pmf(np.arange(total + 1), total, share)
    return chances


def _pair(first: npt.ArrayLike, second: npt.ArrayLike, level: float) -> tuple[Floats, Floats]:
    one, two = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    if one.shape != two.shape or (one < 0).any() or (two < 0).any():
        raise ValueError("events and what they are held against must be two rows of as many numbers, 0 or more")
    if not 0 < level < 1:
        raise ValueError(f"level is {level}: give a share between 0 and 1, such as 0.95")
    return one, two
