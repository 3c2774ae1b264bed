"""Small numbers lie: draw each ratio towards the city's, the more the less it rests on.

One event where 0.2 were expected is five times too many, and says next to nothing. If true ratios vary over places
like a gamma distribution, the mean of what is known about a place after its count is a compromise between its own
ratio and the city's; the weight of its own grows with what was expected there.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import optimize, special

Floats = npt.NDArray[np.float64]

_WIDEST = 15.0
"""Bound of the logarithm of the gamma's shape: beyond it, places no longer differ at all."""


@dataclass(frozen=True)
class Shrunk:
    """Ratios drawn towards the city's; arrays in the order of the places.

    Args:
        ratio: Shrunk ratio of observed to expected.
        low: Lower end of the interval that holds the true ratio with the given probability.
        high: Upper end.
        above: Probability that the true ratio is above the city's mean ratio.
        weight: Share of the place's own ratio in the shrunk one, 0..1.
        shape: Shape of the gamma distribution of true ratios; large where places hardly differ.
        mean: The city's mean ratio.
    """

    ratio: Floats
    low: Floats
    high: Floats
    above: Floats
    weight: Floats
    shape: float
    mean: float


def shrink(observed: npt.ArrayLike, expected: npt.ArrayLike, *, level: float = 0.95) -> Shrunk:
    """Shrink ratios of observed to expected with the empirical Bayes gamma-Poisson model.

    Args:
        observed: Number of events per place, 0 or more.
        expected: Number expected, 0 or more; a place where nothing is expected and nothing is seen tells nothing.
        level: Probability that an interval holds.
    Returns:
        Shrunk ratios with intervals; where nothing is expected, what is known before any count.
    Raises:
        ValueError: A number is negative, the rows differ in length, or `level` lies outside 0..1.
    Source:
        Clayton and Kaldor (1987), Biometrics 43, 671-681, doi:10.2307/2532003 (likelihood of the negative binomial);
        starting values by the moments of Marshall (1991), Applied Statistics 40, 283-294.
    Example:
        >>> s = shrink([0, 1, 30, 60, 2, 1], [0.2, 0.2, 10, 60, 4, 3])
        >>> bool(s.ratio[1] < 5), bool(abs(s.ratio[2] - 3) < 0.3)
        (True, True)
    """
    seen, due = np.asarray(observed, dtype=np.float64), np.asarray(expected, dtype=np.float64)
    if seen.shape != due.shape or (seen < 0).any() or (due < 0).any():
        raise ValueError("observed and expected must be two rows of as many numbers, 0 or more")
    if not 0 < level < 1:
        raise ValueError(f"level is {level}: give a share between 0 and 1, such as 0.95")
    shape, mean = _fit(seen[due > 0], due[due > 0])
    rate = shape / mean
    own, over = seen + shape, due + rate
    tail = (1.0 - level) / 2.0
    return Shrunk(
        ratio=own / over,
        low=special.gammaincinv(own, tail) / over,
        high=special.gammainccinv(own, tail) / over,
        above=special.gammaincc(own, mean * over),
        weight=due / over,
        shape=shape,
        mean=mean,
    )


def marshall(observed: npt.ArrayLike, expected: npt.ArrayLike) -> tuple[float, float]:
    """The city's mean ratio and how much true ratios vary around it, by moments.

    Args:
        observed: Number of events per place.
        expected: Number expected, above 0.
    Returns:
        Mean ratio and variance of the true ratios; a variance of 0 where chance alone explains the differences.
    Source:
        Marshall (1991), Applied Statistics 40, 283-294, doi:10.2307/2347593.
    Example:
        >>> marshall([2, 2, 2], [2.0, 2.0, 2.0])
        (1.0, 0.0)
    """
    seen, due = np.asarray(observed, dtype=np.float64), np.asarray(expected, dtype=np.float64)
    total = due.sum()
    if not total:
        return 1.0, 0.0
    mean = float(seen.sum() / total)
    spread = float((due * (seen / due - mean) ** 2).sum() / total)
    return mean, max(spread - mean * len(due) / float(total), 0.0)


def _fit(seen: Floats, due: Floats) -> tuple[float, float]:
    """Shape and mean of the gamma distribution under which the counts are likeliest."""
    mean, variance = marshall(seen, due)
    if not seen.sum():
        return 1.0, 1.0  # no event anywhere: a vague opinion around what was expected
    pairs, copies = np.unique(np.column_stack([seen, np.maximum(due.round(9), 1e-9)]), axis=0, return_counts=True)
    counts, over = pairs[:, 0], pairs[:, 1]

    def unlikely(at: Floats) -> float:
        shape, rate = np.exp(at[0]), np.exp(at[0] - at[1])
        logs = special.gammaln(counts + shape) - special.gammaln(shape)
        logs = logs - shape * np.log1p(over / rate) + counts * (np.log(over) - np.log(over + rate))
        return -float(copies @ logs)

    start = np.array([np.log(mean**2 / variance) if variance > 0 else 5.0, np.log(mean)])
    bounds = [(-_WIDEST, _WIDEST), (start[1] - 5.0, start[1] + 5.0)]
    start[0] = min(max(start[0], -5.0), 10.0)
    best = optimize.minimize(unlikely, start, method="L-BFGS-B", bounds=bounds)
    return float(np.exp(best.x[0])), float(np.exp(best.x[1]))
