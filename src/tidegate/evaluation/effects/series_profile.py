"""Interval of an effect by how much worse the series fits without it.

Counts of few events are far from bell-shaped, and so is their ratio; an interval that goes as far to either side
misses on one of them. What fits hardly worse than the estimate belongs in the interval, and what fits clearly worse
does not; that is asked of every value in turn, and everything else in the model is fitted anew for it.

Source:
    Venzon and Moolgavkar (1988), Applied Statistics 37, 87-94, doi:10.2307/2347496; scatter and resemblance of
    neighbours enter as a factor, as in quasi-likelihood: McCullagh (1983), Annals of Statistics 11, 59-67,
    doi:10.1214/aos/1176346056.
"""

from collections.abc import Callable

import numpy as np
from scipy import optimize, stats

from tidegate.errors import EvaluationError
from tidegate.evaluation.effects.series_model import Family, Fit, settle
from tidegate.evaluation.panel import Floats

FARTHEST = 40.0
"""Logarithm of a ratio beyond which an interval has no end."""


def profile(
    fit: Fit,
    weights: Floats,
    counts: Floats,
    design: Floats,
    *,
    family: Family,
    offset: Floats,
    total: Floats,
    level: float,
) -> tuple[float, float, float]:
    """Find the ends of the interval and the p value of a sum of coefficients.

    Args:
        fit: The fit.
        weights: One per coefficient; at least one is not nought.
        counts: Counts, one per period.
        design: One row per period, one column per coefficient.
        family: Law of the mean.
        offset: Logarithm of the denominator of each period.
        total: Of a share, the counts of both series; not used otherwise.
        level: Coverage.
    Returns:
        Low and high end, and the p value of nought.
    """
    lead = int(np.argmax(np.abs(weights)))
    column = design[:, lead] / weights[lead]
    others = np.delete(design - column[:, None] * weights[None, :], lead, axis=1)
    rest = np.delete(fit.beta, lead)
    best = deviance(counts, fit.mean, family=family, total=total, alpha=fit.alpha)
    middle, _, _, _, error = fit.contrast(weights, level)
    # By how much the errors of this sum are larger than those of the family as it stands.
    times = error**2 / float(weights @ fit.plain @ weights)
    df = fit.freedom(weights)

    def worse(value: float) -> float:
        """Root of how much worse the series fits, in the errors' measure."""
        try:
            mean = settle(counts, others, family, offset + value * column, total, fit.alpha, rest)[1]
        except EvaluationError:
            return float("inf")
        loss = deviance(counts, mean, family=family, total=total, alpha=fit.alpha) - best
        return float(np.sqrt(max(loss, 0.0) / times))

    reach = float(stats.t.ppf((1 + level) / 2, df))
    return (
        _end(worse, middle, -error, reach),
        _end(worse, middle, error, reach),
        float(2 * stats.t.sf(worse(0.0), df)) if error > 0 else 1.0,
    )


def deviance(counts: Floats, mean: Floats, *, family: Family, total: Floats, alpha: float) -> float:
    """Tell how far means are from counts.

    Args:
        counts: Counts, one per period.
        mean: Fitted means.
        family: Law of the mean.
        total: Of a share, the counts of both series; not used otherwise.
        alpha: Over-dispersion of the negative binomial; 0 for others.
    Example:
        >>> one = np.array([4.0])
        >>> deviance(one, one, family="poisson", total=one, alpha=0.0)
        0.0
    """
    if family == "binomial":
        return 2 * float((_gain(counts, mean) + _gain(total - counts, total - mean)).sum())
    if alpha > 0:
        rest = (counts + 1 / alpha) * np.log1p(alpha * (counts - mean) / (1 + alpha * mean))
        return 2 * float((_gain(counts, mean) - rest).sum())
    return 2 * float((_gain(counts, mean) - (counts - mean)).sum())


def _gain(counts: Floats, mean: Floats) -> Floats:
    some = counts > 0
    found: Floats = np.where(some, counts * np.log(np.where(some, counts, 1.0) / np.maximum(mean, 1e-300)), 0.0)
    return found


def _end(worse: Callable[[float], float], middle: float, step: float, reach: float) -> float:
    """Value at which the fit is as much worse as the level allows."""
    if step == 0:
        return middle
    inside, outside = middle, middle + step * reach
    while worse(outside) < reach:
        inside, outside = outside, middle + 2 * (outside - middle)
        if abs(outside - middle) > FARTHEST:
            return float(np.copysign(np.inf, step))
    return float(optimize.brentq(lambda v: min(worse(v), 1e6) - reach, inside, outside, xtol=1e-9))
