"""Regression of a short series of counts whose neighbours resemble each other and scatter more than chance alone.

The mean is Poisson's (log), negative binomial (log), or a share of two series (logit). The errors take the scatter and
the resemblance of neighbours from the residuals by matching moments, with what the fit itself takes out of the
residuals put back; in a series of a few dozen periods that is what keeps intervals from being too short.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import optimize, stats

from tidegate.errors import EvaluationError
from tidegate.evaluation.panel import Floats

Family = Literal["poisson", "negative-binomial", "binomial"]
Errors = Literal["serial", "hac", "scaled", "model"]
MOST_ALIKE = 0.95
"""Largest correlation of neighbours that is taken; beyond it a series is not told from a wandering one."""


@dataclass(frozen=True)
class Fit:
    """A fitted series.

    Args:
        beta: Coefficients.
        cov: Their covariance.
        df: Degrees of freedom for each contrast's t; infinite for a normal one.
        mean: Fitted means.
        residuals: Pearson residuals.
        scatter: How many times chance alone they scatter.
        alike: Correlation of neighbouring residuals, what the fit takes out put back.
        alpha: Over-dispersion of the negative binomial; 0 for others.
    """

    beta: Floats
    cov: Floats
    df: float
    mean: Floats
    residuals: Floats
    scatter: float
    alike: float
    alpha: float

    def contrast(self, weights: Floats, level: float) -> tuple[float, float, float, float, float]:
        """Estimate, ends of the interval, p value and standard error of a sum of coefficients.

        Args:
            weights: One per coefficient.
            level: Coverage.
        """
        middle = float(weights @ self.beta)
        error = float(np.sqrt(max(float(weights @ self.cov @ weights), 0.0)))
        law = stats.t(self.df) if np.isfinite(self.df) else stats.norm()
        reach = float(law.ppf((1 + level) / 2)) * error
        return middle, middle - reach, middle + reach, float(2 * law.sf(abs(middle) / error)) if error else 1.0, error


def fit_series(
    counts: Floats,
    design: Floats,
    at: Floats,
    *,
    family: Family,
    errors: Errors,
    offset: Floats,
    total: Floats,
    alpha: float | None = None,
) -> Fit:
    """Fit a series of counts.

    Args:
        counts: Counts, one per period.
        design: One row per period, one column per coefficient.
        at: Number of each period in time; gaps show.
        family: Law of the mean and of chance around it.
        errors: `serial` for scatter and resemblance of neighbours by matching moments, with t; `hac` for Newey and
            West's; `scaled` for scatter alone, with t; `model` for those of the family as it stands.
        offset: Logarithm of the denominator of each period; nought where there is none.
        total: Of a share, the counts of both series; not used otherwise.
        alpha: Over-dispersion of the negative binomial, where it is known from a longer series; None to estimate it.
    Raises:
        EvaluationError: The coefficients cannot be told apart, or the fit does not settle.
    Source:
        Newey and West (1987), Econometrica 55, 703-708, doi:10.2307/1913610; matching of moments after Satterthwaite
        (1946), Biometrics Bulletin 2, 110-114, doi:10.2307/3002019.
    """
    _refuse_unknowable(design)
    if family != "negative-binomial":
        alpha = 0.0
    elif alpha is None:
        alpha = _alpha(counts, design, offset)
    beta, mean, weight = _settle(counts, design, family, offset, total, alpha)
    variance = _variance(mean, family, total, alpha)
    residuals: Floats = np.asarray((counts - mean) / np.sqrt(variance), dtype=np.float64)
    root = np.sqrt(weight)[:, None] * design
    bread: Floats = np.asarray(np.linalg.inv(root.T @ root), dtype=np.float64)
    keep = np.eye(len(counts)) - root @ bread @ root.T
    scatter = float(residuals @ residuals) / (len(counts) - design.shape[1])
    alike = _alike(residuals, keep, at)
    if errors == "model":
        return Fit(beta, bread, float("inf"), mean, residuals, scatter, alike, alpha)
    if errors == "scaled":
        df = float(len(counts) - design.shape[1])
        return Fit(beta, bread * max(scatter, 1.0), df, mean, residuals, scatter, alike, alpha)
    if errors == "hac":
        return Fit(beta, _newey_west(design, counts - mean, np.asarray(np.sqrt(weight / variance)), bread, at),
                   float(len(counts) - design.shape[1]), mean, residuals, scatter, alike, alpha)  # fmt: skip
    tied = alike ** np.abs(at[:, None] - at[None, :]) if alike > 0 else np.eye(len(at))
    seen = keep @ tied
    trace = float(np.trace(seen))
    width = max(float(residuals @ residuals) / trace, 1.0)
    df = max(trace**2 / float((seen * seen.T).sum()), 2.0)
    cov = width * bread @ (root.T @ tied @ root) @ bread
    return Fit(beta, cov, df, mean, residuals, scatter, alike, alpha)


def coefficients(
    counts: Floats, design: Floats, *, family: Family, offset: Floats, total: Floats, alpha: float
) -> Floats:
    """Fit the coefficients alone, without their errors.

    Args:
        counts: Counts, one per period.
        design: One row per period, one column per coefficient.
        family: Law of the mean and of chance around it.
        offset: Logarithm of the denominator of each period; nought where there is none.
        total: Of a share, the counts of both series; not used otherwise.
        alpha: Over-dispersion of the negative binomial; not used otherwise.
    Raises:
        EvaluationError: The coefficients cannot be told apart, or the fit does not settle.
    """
    _refuse_unknowable(design)
    return _settle(counts, design, family, offset, total, alpha if family == "negative-binomial" else 0.0)[0]


def overdispersed(counts: Floats, mean: Floats) -> float:
    """Whether counts scatter more than Poisson's law says.

    Args:
        counts: Counts.
        mean: Fitted means.
    Returns:
        One-sided p value.
    Source:
        Cameron and Trivedi (1990), Journal of Econometrics 46, 347-364, doi:10.1016/0304-4076(90)90014-K.
    """
    excess = ((counts - mean) ** 2 - counts) / mean
    # Regressed on the mean without a constant, with errors that hold whatever the variance.
    slope = float(mean @ excess) / float(mean @ mean)
    error = float(np.sqrt((mean**2) @ (excess - slope * mean) ** 2)) / float(mean @ mean)
    return float(stats.norm.sf(slope / error)) if error > 0 else 1.0


def ljung_box(residuals: Floats, lags: int) -> float:
    """Whether residuals at a distance in time resemble each other.

    Args:
        residuals: Residuals in order of time.
        lags: Distances looked at.
    Returns:
        p value.
    Source:
        Ljung and Box (1978), Biometrika 65, 297-303, doi:10.1093/biomet/65.2.297.
    """
    n = len(residuals)
    centred = residuals - residuals.mean()
    whole = float(centred @ centred)
    if whole <= 0:
        return 1.0
    alike = np.array([float(centred[k:] @ centred[:-k]) / whole for k in range(1, lags + 1)])
    return float(stats.chi2.sf(n * (n + 2) * float((alike**2 / (n - np.arange(1, lags + 1))).sum()), lags))


def _refuse_unknowable(design: Floats) -> None:
    if len(design) <= design.shape[1] + 1 or np.linalg.matrix_rank(design) < design.shape[1]:
        raise EvaluationError(
            where="the series",
            what=f"{len(design)} periods cannot tell {design.shape[1]} coefficients apart",
            mend="give a longer series, or ask for fewer terms (season, slope)",
        )


def _settle(
    counts: Floats, design: Floats, family: Family, offset: Floats, total: Floats, alpha: float
) -> tuple[Floats, Floats, Floats]:
    """Iteratively weighted least squares, steps halved where the deviance would rise."""
    share = family == "binomial"
    if share:
        safe = np.clip((counts + 0.5) / (total + 1.0), 1e-9, 1 - 1e-9)
        reach = np.log(safe / (1 - safe))
    else:
        reach = np.log(np.maximum(counts, 0.5))
    beta = np.linalg.lstsq(design, reach - offset, rcond=None)[0]
    for _ in range(100):
        line = np.clip(design @ beta + offset, -30, 30)
        mean = total / (1 + np.exp(-line)) if share else np.exp(line)
        slope = mean * (1 - mean / np.maximum(total, 1e-12)) if share else mean
        weight = slope**2 / _variance(mean, family, total, alpha)
        working = line - offset + (counts - mean) / np.maximum(slope, 1e-12)
        root = np.sqrt(weight)
        fresh = np.linalg.lstsq(root[:, None] * design, root * working, rcond=None)[0]
        move = fresh - beta
        beta = beta + move * min(1.0, 5.0 / max(float(np.abs(move).max()), 1e-12))
        if float(np.abs(move).max()) < 1e-10:
            break
    else:
        raise EvaluationError(
            where="the series",
            what="the fit does not settle, as where one side of the start has next to no event",
            mend="use the e-test for so few events, or longer periods",
        )
    return beta, mean, weight


def _variance(mean: Floats, family: Family, total: Floats, alpha: float) -> Floats:
    if family == "binomial":
        return np.asarray(np.maximum(mean * (1 - mean / np.maximum(total, 1e-12)), 1e-12))
    return np.asarray(np.maximum(mean + alpha * mean**2, 1e-12))


def _alpha(counts: Floats, design: Floats, offset: Floats) -> float:
    """Over-dispersion at which Pearson's statistic is what it should be."""
    df = len(counts) - design.shape[1]

    def excess(alpha: float) -> float:
        _, mean, _ = _settle(counts, design, "negative-binomial", offset, counts, alpha)
        return float(((counts - mean) ** 2 / (mean + alpha * mean**2)).sum() - df)

    if excess(0.0) <= 0:
        return 0.0
    top = 1.0
    while excess(top) > 0 and top < 1e4:
        top *= 4
    return float(optimize.brentq(excess, 0.0, top, xtol=1e-8)) if top < 1e4 else top


def _alike(residuals: Floats, keep: Floats, at: Floats) -> float:
    """Correlation of neighbours under which residuals of this fit would resemble each other as they do."""
    near = np.abs(at[:, None] - at[None, :])
    pairs = np.argwhere(near == 1)
    pairs = pairs[pairs[:, 0] < pairs[:, 1]]
    whole = float(residuals @ residuals)
    if not len(pairs) or whole <= 0:
        return 0.0
    found = float((residuals[pairs[:, 0]] * residuals[pairs[:, 1]]).sum()) / whole

    def expected(alike: float) -> float:
        tied = alike**near if alike > 0 else np.eye(len(at))
        seen = keep @ tied @ keep.T
        return float(seen[pairs[:, 0], pairs[:, 1]].sum()) / float(np.trace(seen))

    if found <= expected(0.0):
        return 0.0
    if found >= expected(MOST_ALIKE):
        return MOST_ALIKE
    middle = float(optimize.brentq(lambda a: expected(a) - found, 0.0, MOST_ALIKE, xtol=1e-6))
    # It is itself known only roughly, and too small a value does more harm than too large a one: half of its standard
    # error is added, which brings intervals of moderately alike series near their level (tests, docs).
    return min(MOST_ALIKE, middle + 0.5 * float(np.sqrt((1 - middle**2) / np.trace(keep))))


def _newey_west(design: Floats, raw: Floats, scale: Floats, bread: Floats, at: Floats) -> Floats:
    """Newey and West's errors with the usual number of lags and a correction for the number of coefficients."""
    n, k = design.shape
    lags = int(np.floor(4 * (n / 100) ** (2 / 9)))
    scores = design * (raw * scale)[:, None]
    near = np.abs(at[:, None] - at[None, :])
    kernel = np.maximum(1 - near / (lags + 1), 0.0)
    cov: Floats = bread @ (scores.T @ kernel @ scores) @ bread * n / (n - k)
    return cov
