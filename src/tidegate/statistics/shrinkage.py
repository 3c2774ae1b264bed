"""Small numbers lie: draw each ratio towards the city's, the more the less it rests on.

One event where 0.2 were expected is five times too many, and says next to nothing. If true ratios vary over places
like a gamma distribution, the mean of what is known about a place after its count is a compromise between its own
ratio and the city's; the weight of its own grows with what was expected there.

How much true ratios vary is itself known from these places alone, and from twenty areas not well. What is told of a
place is therefore an average over all that this may be: were the likeliest taken for certain, areas in which no
difference was seen would be told as alike without any doubt.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import optimize, special

Floats = npt.NDArray[np.float64]

_SHAPES = (-5.0, 15.0)
"""Bounds of the logarithm of the gamma's shape: below, all is chance between places; above, places do not differ."""

_POINTS = 17
"""So many shapes stand for all that the shape may be; twice as many move no ratio in its third digit."""

_UNLIKELY = 8.0
"""A shape whose odds are this many natural logarithms below the likeliest, one in three thousand, is left out."""


@dataclass(frozen=True)
class Prior:
    """What is known of a place before any count, a gamma distribution of true ratios.

    Args:
        shape: Its shape, the likeliest; large where places hardly differ.
        mean: Its mean, the city's ratio.
        shapes: All shapes it may have; empty where it is known.
        chances: Chance of each, adding up to 1.
    """

    shape: float
    mean: float
    shapes: tuple[float, ...] = ()
    chances: tuple[float, ...] = ()


@dataclass(frozen=True)
class Shrunk:
    """Ratios drawn towards the city's; arrays in the order of the places.

    Args:
        ratio: Shrunk ratio of observed to expected.
        low: Lower end of the interval that holds the true ratio with the given probability.
        high: Upper end.
        above: Probability that the true ratio is above the city's mean ratio.
        weight: Share of the place's own ratio in the shrunk one, 0..1.
        prior: What the ratios were drawn towards.
    """

    ratio: Floats
    low: Floats
    high: Floats
    above: Floats
    weight: Floats
    prior: Prior


def shrink(
    observed: npt.ArrayLike, expected: npt.ArrayLike, *, level: float = 0.95, prior: Prior | None = None
) -> Shrunk:  # fmt: skip
    """Shrink ratios of observed to expected with the empirical Bayes gamma-Poisson model.

    An interval is that of the gamma distribution with the mean and the variance of the average over all shapes.

    Args:
        observed: Number of events per place, 0 or more.
        expected: Number expected, 0 or more; a place where nothing is expected and nothing is seen tells nothing.
        level: Probability that an interval holds.
        prior: What ratios are drawn towards; without it what `learn_prior` learns from these places.
    Returns:
        Shrunk ratios with intervals; where nothing is expected, what is known before any count.
    Raises:
        ValueError: A number is negative, the rows differ in length, or `level` lies outside 0..1.
    Source:
        Clayton and Kaldor (1987), Biometrics 43, 671-681, doi:10.2307/2532003; Kass and Steffey (1989), J Am Stat
        Assoc 84, 717-726, doi:10.1080/01621459.1989.10478825 (what empirical Bayes leaves out).
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
    known = prior or learn_prior(seen, due)
    tail = (1.0 - level) / 2.0
    ratio, square, above, weight = (np.zeros(seen.shape) for _ in range(4))
    for shape, chance in zip(known.shapes or (known.shape,), known.chances or (1.0,), strict=True):
        own, over = seen + shape, due + shape / known.mean
        ratio += chance * own / over
        square += chance * own * (own + 1) / over**2
        above += chance * special.gammaincc(own, known.mean * over)
        weight += chance * due / over
    scale = square / ratio - ratio
    return Shrunk(
        ratio=ratio,
        low=special.gammaincinv(ratio / scale, tail) * scale,
        high=special.gammainccinv(ratio / scale, tail) * scale,
        above=above,
        weight=weight,
        prior=known,
    )


def learn_prior(observed: npt.ArrayLike, expected: npt.ArrayLike) -> Prior:
    """Learn from all places how much true ratios vary.

    The mean is the city's own ratio, all events by all expected; the shape is the likeliest one, as counts of places
    that differ like a gamma distribution are negative binomial. What else it may be is weighed by its likelihood, with
    any relative standard deviation of true ratios, 1 by the root of the shape, held for as likely beforehand.

    Args:
        observed: Number of events per place, whole, 0 or more.
        expected: Number expected, 0 or more; places where nothing is expected do not count.
    Returns:
        The distribution; a vague one around 1 where there are no events.
    Source:
        Clayton and Kaldor (1987), Biometrics 43, 671-681, doi:10.2307/2532003; Gelman (2006), Bayesian Analysis 1(3),
        515-534, doi:10.1214/06-BA117A (a flat standard deviation).
    Example:
        >>> learn_prior([10, 10, 10], [10.0, 10.0, 10.0]).shape > 1e5  # no difference but chance
        True
    """
    seen, due = np.asarray(observed, dtype=np.float64), np.asarray(expected, dtype=np.float64)
    seen, due = seen[due > 0], due[due > 0]
    if not seen.sum():
        return Prior(1.0, 1.0)
    mean = float(seen.sum() / due.sum())
    often = np.bincount(seen.astype(np.int64))
    values, busy = np.arange(len(often)), seen > 0

    def unlikely(log_shape: float) -> float:
        shape = np.exp(log_shape)
        of_counts = often @ (special.gammaln(values + shape) - special.gammaln(shape))
        of_none = shape * np.log1p(due * mean / shape).sum()
        return float(of_none + seen[busy] @ np.log(due[busy] + shape / mean) - of_counts)

    best = optimize.minimize_scalar(unlikely, bounds=_SHAPES, method="bounded", options={"xatol": 1e-3})
    shapes, chances = _all_that_it_may_be(lambda log_shape: -unlikely(log_shape) - log_shape / 2, float(best.x))
    return Prior(float(np.exp(best.x)), mean, shapes, chances)


def _all_that_it_may_be(
    odds: Callable[[float], float], likeliest: float
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Lay points over all shapes that are not unlikely.

    Args:
        odds: Logarithm of a shape to the logarithm of its odds, up to a constant.
        likeliest: Logarithm of the shape of the highest likelihood; its odds may be highest a little below it.
    """
    low, high = _SHAPES
    found = optimize.minimize_scalar(
        lambda u: -odds(u), bounds=(low, min(likeliest + 0.1, high)), method="bounded", options={"xatol": 1e-3}
    )
    top, most = float(found.x), -float(found.fun)

    def reach(way: float) -> float:
        step = 0.02
        while low < top + way * step < high and odds(top + way * step) > most - _UNLIKELY:
            step *= 1.6
        return float(np.clip(top + way * step, low, high))

    points = np.linspace(reach(-1.0), reach(1.0), _POINTS)
    # Between its ends the trapezoid rule weighs all points alike; at the ends hardly anything is left.
    chances = np.exp([odds(u) - most for u in points])
    return tuple(np.exp(points).tolist()), tuple((chances / chances.sum()).tolist())


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
