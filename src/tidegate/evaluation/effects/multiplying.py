"""Counts as units times periods: what untreated cells say each treated cell would have held.

A count is taken as Poisson-like around a level of its unit times a level of its period (and an exposure). Both levels
are fitted on the cells without the measure alone; their products are what the others would have held. The fit is the
conditional maximum of the Poisson likelihood, reached by scaling rows and columns in turn.

Source:
    Wooldridge (2023), Econometrics Journal 26(3), C31-C66, doi:10.1093/ectj/utad016 (nonlinear
    difference-in-differences with staggered starts); Borusyak, Jaravel and Spiess (2024), Rev Econ Stud 91(6),
    3253-3285, doi:10.1093/restud/rdae007 (imputation); Deming and Stephan (1940) for the scaling in turn.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import linalg

from tidegate.evaluation.panel import Floats

Marks = npt.NDArray[np.bool_]

ROUNDS, CLOSE = 400, 1e-9
"""Rounds of scaling at most, and the share by which levels may still change when they are taken for settled."""


@dataclass(frozen=True)
class Levels:
    """What was fitted on the untreated cells.

    Args:
        expected: What each cell would hold without the measure, shape (..., units, periods).
        free: The untreated cells, same shape; levels rest on these.
        settled: Whether the scaling came to rest, shape (...).
    """

    expected: Floats
    free: Marks
    settled: Marks


def fit_levels(counts: Floats, free: Marks, exposure: Floats | None = None) -> Levels:
    """Fit levels of units and periods on some cells, and expect the others from them.

    Args:
        counts: Counts, shape (units, periods) or (fits, units, periods); not a number where there is none.
        free: Cells on which the levels rest, of a shape that `counts` can be broadcast to.
        exposure: Denominator of each cell; None where all are alike.
    Returns:
        The levels; what is expected is 0 where a unit or a period has no event in any free cell.
    Example:
        >>> free = np.array([[True, True], [True, False]])
        >>> fit_levels(np.array([[10.0, 20.0], [3.0, 99.0]]), free).expected.round(6).tolist()
        [[10.0, 20.0], [3.0, 6.0]]
    """
    known = free & np.isfinite(counts)
    seen = np.where(known, counts, 0.0)
    size = np.ones(counts.shape[-2:]) if exposure is None else np.where(np.isfinite(exposure), exposure, 0.0)
    base = np.where(known, size, 0.0)
    rows, columns = seen.sum(axis=-1), seen.sum(axis=-2)
    periods = np.ones(columns.shape)
    units = np.ones(rows.shape)
    settled = np.zeros(rows.shape[:-1], dtype=np.bool_)
    for _ in range(ROUNDS):
        before = periods
        units = _share(rows, (base * periods[..., None, :]).sum(axis=-1))
        periods = _share(columns, (base * units[..., :, None]).sum(axis=-2))
        most = np.abs(periods - before).max(axis=-1)
        settled = most <= CLOSE * np.maximum(np.abs(periods).max(axis=-1), 1e-300)
        if settled.all():
            break
    return Levels(units[..., :, None] * periods[..., None, :] * size, known, settled)


def spread(counts: Floats, levels: Levels) -> float:
    """Tell how much more the untreated cells vary than Poisson counts would.

    Args:
        counts: Counts, shape (units, periods).
        levels: What was fitted.
    Returns:
        Pearson's statistic over its degrees of freedom, at least 1.
    Source:
        McCullagh and Nelder (1989), Generalized Linear Models, section 6.2.
    """
    used = levels.free & (levels.expected > 0)
    units, periods = int(used.any(axis=1).sum()), int(used.any(axis=0).sum())
    freedom = int(used.sum()) - units - periods + 1
    if freedom <= 0:
        return 1.0
    off = counts[used] - levels.expected[used]
    return max(1.0, float((off**2 / levels.expected[used]).sum()) / freedom)


def log_variance(weights: Floats, levels: Levels) -> float:
    """Variance of the logarithm of a sum of expected cells, for Poisson counts.

    Args:
        weights: How much each cell counts in the sum, shape (units, periods); nought in cells that do not.
        levels: What was fitted.
    Returns:
        The variance by the delta method; infinite where nothing is expected.
    """
    return float(log_variances(weights[None], levels)[0])


def log_variances(weights: Floats, levels: Levels) -> Floats:
    """Variances of the logarithms of several sums of expected cells, for Poisson counts.

    Args:
        weights: How much each cell counts in each sum, shape (sums, units, periods).
        levels: What was fitted.
    Returns:
        One variance per sum, by the delta method; infinite where nothing is expected.
    """
    part = weights * levels.expected
    total = part.sum(axis=(1, 2))
    mean = np.where(levels.free, levels.expected, 0.0)
    of_unit, of_period = mean.sum(axis=1), mean.sum(axis=0)
    lives, lasts = of_unit > 0, of_period > 0
    by_unit, by_period = part.sum(axis=2), part.sum(axis=1)
    told = (total > 0) & ~(by_unit[:, ~lives] > 0).any(axis=1) & ~(by_period[:, ~lasts] > 0).any(axis=1)
    found = np.full(len(weights), np.inf)
    if not told.any():
        return found
    mean = mean[np.ix_(lives, lasts)]
    g = by_unit[told][:, lives] / total[told][:, None]
    h = by_period[told][:, lasts] / total[told][:, None]
    # The information of units is a diagonal: they are taken out first, and a matrix of periods is left, whose rows
    # add up to nought in each part of the panel that hangs together.
    scaled = mean / of_unit[lives][:, None]
    inner = np.diag(of_period[lasts]) - mean.T @ scaled
    rest = h - g @ scaled
    solved = linalg.lstsq(inner, rest.T, cond=1e-10, lapack_driver="gelsy", check_finite=False)[0]
    found[told] = (g**2 / of_unit[lives]).sum(axis=1) + (rest * solved.T).sum(axis=1)
    return found


def _share(part: Floats, whole: Floats) -> Floats:
    found: Floats = np.divide(part, whole, out=np.zeros(np.broadcast_shapes(part.shape, whole.shape)), where=whole > 0)
    return found
