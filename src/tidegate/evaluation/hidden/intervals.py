"""Intervals of the unseen: by profile likelihood within a model, by redrawing with the choice of it redone."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from scipy.optimize import brentq
from scipy.stats import chi2

from tidegate.evaluation.hidden.loglinear import Design, Fit, fit
from tidegate.evaluation.hidden.overlaps import Overlaps

_STEP, _FARTHEST = 0.25, 24.0
"""Steps on the logarithm in which an end is looked for; beyond the farthest it counts as unbounded."""


def profile(laid: Design, best: Fit, *, level: float) -> tuple[float, float]:
    """Give the unseen numbers that the counts do not speak against, the other terms fitted anew for each.

    Args:
        laid: The model.
        best: Its fit.
        level: Share of such intervals that hold the true number, were the model true.
    Returns:
        Lower and upper end; 0 or infinite where the likelihood has no bound on that side.
    Source:
        Cormack (1992), Biometrics 48, 567-576, doi:10.2307/2532310.
    """
    allowed = float(chi2.ppf(level, 1))
    centre = float(best.coefficients[0])

    def above(log_unseen: float) -> float:
        found = fit(laid, held=log_unseen, begin=best.coefficients)
        # Where the rest does not settle, the value counts as one the data speak against.
        return 2 * (best.log_likelihood - found.log_likelihood) - allowed if found else allowed

    ends = [_end(above, centre, side) for side in (-1, 1)]
    return float(np.exp(ends[0])), float(np.exp(ends[1]))


def _end(above: Callable[[float], float], centre: float, side: int) -> float:
    near, step = centre, _STEP
    while abs(near - centre) < _FARTHEST:
        far = near + side * step
        if above(far) > 0:
            return float(brentq(above, *sorted((near, far)), xtol=1e-6))
        near, step = far, step * 2
    return side * float("inf")


def redraw(
    overlaps: Overlaps, estimate: Callable[[Overlaps], float], *, draws: int, level: float, seed: int
) -> tuple[float, float, int]:
    """Draw as many persons anew from those seen, and choose and fit the model anew each time.

    Unlike the interval within a model, this one counts the choice of the model as chance, too.

    Args:
        overlaps: The counts.
        estimate: Gives the total for some counts; not a number or infinite where there is none.
        draws: How often.
        level: Share of the draws between the ends.
        seed: Seed of chance.
    Returns:
        Lower and upper end, and how many draws had no finite total (they count as infinite).
    Source:
        Efron and Tibshirani (1993), An introduction to the bootstrap, ch. 13 (percentile interval).
    """
    chance = np.random.default_rng(seed)
    shares = overlaps.counts / overlaps.observed
    totals = np.empty(draws)
    for n in range(draws):
        counts = chance.multinomial(overlaps.observed, shares).astype(np.float64)
        totals[n] = estimate(replace(overlaps, counts=counts))
    totals = np.where(np.isfinite(totals), totals, np.inf)
    tail = (1 - level) / 2
    low, high = np.quantile(totals, [tail, 1 - tail], method="inverted_cdf")
    return float(low), float(high), int(np.isinf(totals).sum())
