"""A figure judged by what the same figure is at many sets of other places."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

POWER = 0.8
"""How often a change of the detectable size would be shown."""


@dataclass(frozen=True)
class Judged:
    """A figure beside its null.

    Args:
        value: The figure less the mean of the null.
        low: Lower end of the interval: changes that, taken off the figure, would leave it where the null lies.
        high: Upper end.
        p: Two-sided p value.
        detectable: Size of a change that would be shown in four of five cases; not a number where there is no null.
        draws: Number of draws of the null.
    """

    value: float
    low: float
    high: float
    p: float
    detectable: float
    draws: int


def judged(
    found: float, null: Floats, *, gone: Floats | None = None, level: float = 0.95, sets: int | None = None
) -> Judged:
    """Judge a figure by its null.

    p value and interval are two sides of one thing: the interval leaves out nought exactly where p is below one less
    the level. Where the drawn sets hold treated places, the two ask of different worlds: p of one in which nothing was
    done, the interval of one in which the estimate is right.

    Args:
        found: The figure of the treated set.
        null: The same of the drawn sets; those that are not a number are left out.
        gone: The same with the estimated change taken off treated places in them, for the interval; None for `null`.
        level: Coverage of the interval.
        sets: How many different sets were drawn, where there may be few; a set drawn twice tells nothing new.
    Returns:
        The figure beside its null; ends that are infinite where there are too few draws for the level.
    Source:
        Phipson and Smyth (2010), Stat Appl Genet Mol Biol 9, 39 (the treated set counts among the draws); inversion of
        the test as in Rosenbaum (2002), Observational Studies, section 2.4, doi:10.1007/978-1-4757-3692-2.
    Example:
        >>> j = judged(10.0, np.arange(-20.0, 21.0))
        >>> j.value, round(j.p, 2), j.low, j.high
        (10.0, 0.57, -10.0, 30.0)
    """
    known = np.sort(null[np.isfinite(null)])
    n = len(known)
    if not n or not np.isfinite(found):
        return Judged(float("nan"), float("nan"), float("nan"), 1.0, float("nan"), n)
    # Sums of the same fractions in another order differ in the last digits; that is no difference.
    slack = 1e-9 * max(1.0, abs(found), float(np.abs(known).max()))
    tails = [int((known <= found + slack).sum()), int((known >= found - slack).sum())]
    fewest = n if sets is None else min(n, sets)
    p = min(1.0, max(2.0 * (min(tails) + 1) / (n + 1), 2.0 / (fewest + 1)))
    # The largest number of draws in one tail at which p is still below the border.
    rank = int(np.ceil((1 - level) / 2 * (n + 1) - 1e-9)) - 1 if 2.0 / (fewest + 1) < 1 - level else 0
    other = known if gone is None else np.sort(gone[np.isfinite(gone)])
    low, high = (found - other[n - rank], found - other[rank - 1]) if rank else (-np.inf, np.inf)
    lowest, highest = (known[rank - 1], known[n - rank]) if rank else (np.nan, np.nan)
    fall = np.quantile(known, POWER) - lowest
    rise = highest - np.quantile(known, 1 - POWER)
    return Judged(float(found - known.mean()), float(low), float(high), p, float(max(fall, rise)), n)
