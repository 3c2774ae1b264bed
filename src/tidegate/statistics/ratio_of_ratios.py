"""Before and after, here and there: the ratio of two ratios of small counts, exactly.

Given the sums of the four counts, one of them says all that they hold about the ratio of ratios; its law is the
noncentral hypergeometric, whatever the levels.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import optimize, special

Floats = npt.NDArray[np.float64]


LIMIT = 60.0
"""Largest logarithm of a ratio that is looked for."""


@dataclass(frozen=True)
class Ratio:
    """A ratio of ratios.

    Args:
        value: After by before here, divided by the same there; not a number where it is nought by nought.
        low: Lower end of its interval.
        high: Upper end; infinite where there is none.
        p: Two-sided p value of a ratio of 1: twice the smaller tail.
    """

    value: float
    low: float
    high: float
    p: float


def ratio_of_ratios(here: tuple[int, int], there: tuple[int, int], *, level: float = 0.95, mid: bool = False) -> Ratio:
    """Compare the change here with the change there.

    Args:
        here: Events before and after, whole numbers of 0 or more.
        there: Events before and after at the comparison, over the same lengths of time.
        level: Share of such intervals that hold the true ratio, at least.
        mid: Whether what was found counts by half in each tail; then the level is met on average, where the exact
            interval meets it at least and is longer.
    Returns:
        The ratio with its interval and p value.
    Raises:
        ValueError: A count is negative, or `level` lies outside 0..1.
    Source:
        Cornfield (1956), Proc. Third Berkeley Symposium 4, 135-148; halving by Lancaster (1961), JASA 56, 223-234,
        doi:10.1080/01621459.1961.10482105.
    Example:
        >>> found = ratio_of_ratios((20, 8), (30, 33))
        >>> round(found.value, 2), round(found.low, 2), round(found.high, 2)
        (0.36, 0.12, 1.03)
    """
    if min(*here, *there) < 0:
        raise ValueError(f"counts {here} and {there}: give numbers of events, 0 or more")
    if not 0 < level < 1:
        raise ValueError(f"level is {level}: give a share between 0 and 1, such as 0.95")
    (b1, a1), (b0, a0) = here, there
    least, most = max(0, a1 + a0 - (b0 + a0)), min(a1 + a0, b1 + a1)
    x = np.arange(least, most + 1, dtype=np.float64)
    weight = _choose(b1 + a1, x) + _choose(b0 + a0, a1 + a0 - x)
    half = 0.5 if mid else 1.0
    tail = (1 - level) / 2

    place = a1 - least

    def tails(log_ratio: float) -> tuple[float, float]:
        log = weight + x * log_ratio
        chance = np.exp(log - log.max())
        below, mine, above = float(chance[:place].sum()), float(chance[place]), float(chance[place + 1 :].sum())
        whole = below + mine + above
        return (below + half * mine) / whole, (above + half * mine) / whole

    # Where the ends lie roughly: Woolf's interval, half a count added to each.
    middle = float(np.log((a1 + 0.5) * (b0 + 0.5) / ((b1 + 0.5) * (a0 + 0.5))))
    error = float(np.sqrt(sum(1 / (count + 0.5) for count in (*here, *there))))
    reach = error * float(special.ndtri(1 - tail))
    low = 0.0 if a1 == least else _solve(lambda r: tails(r)[1] - tail, middle - reach, error / 4)
    high = float("inf") if a1 == most else _solve(lambda r: tail - tails(r)[0], middle + reach, error / 4)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = float(np.float64(a1 * b0) / np.float64(b1 * a0))
    return Ratio(value, low, high, min(1.0, 2 * min(tails(0.0))))


def _choose(n: int, k: Floats) -> Floats:
    ways: Floats = special.gammaln(n + 1) - special.gammaln(k + 1) - special.gammaln(n - k + 1)
    return ways


def _solve(rises: Callable[[float], float], guess: float, width: float) -> float:
    """Find where a rising function of the logarithm is nought, in a bracket that grows around a guess."""
    low, high = max(guess - width, -LIMIT), min(guess + width, LIMIT)
    while rises(low) > 0 and low > -LIMIT:
        low, width = max(low - 4 * width, -LIMIT), 4 * width
    while rises(high) < 0 and high < LIMIT:
        high, width = min(high + 4 * width, LIMIT), 4 * width
    return float(np.exp(optimize.brentq(rises, low, high, xtol=1e-10)))
