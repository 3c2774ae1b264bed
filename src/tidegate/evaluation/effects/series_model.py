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
from tidegate.evaluation.effects.series_errors import Serial, newey_west, serial_errors
from tidegate.evaluation.panel import Floats

Family = Literal["poisson", "negative-binomial", "binomial"]
Errors = Literal["serial", "hac", "scaled", "model"]


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
        plain: Covariance by the family as it stands.
        serial: Errors that allow for the resemblance of neighbours, where these were asked for.
    """

    beta: Floats
    cov: Floats
    df: float
    mean: Floats
    residuals: Floats
    scatter: float
    alike: float
    alpha: float
    plain: Floats
    serial: Serial | None = None

    def freedom(self, weights: Floats) -> float:
        """Degrees of freedom of a sum of coefficients by its standard error; infinite where the errors are known.

        Args:
            weights: One per coefficient.
        """
        return self.df if self.serial is None else self.serial.freedom(weights)

    def contrast(self, weights: Floats, level: float) -> tuple[float, float, float, float, float]:
        """Estimate, ends of the interval, p value and standard error of a sum of coefficients.

        Args:
            weights: One per coefficient.
            level: Coverage.
        """
        middle = float(weights @ self.beta)
        error = float(np.sqrt(max(float(weights @ self.cov @ weights), 0.0)))
        df = self.freedom(weights)
        reach = float(stats.t.ppf((1 + level) / 2, df)) * error
        p = float(2 * stats.t.sf(abs(middle) / error, df)) if error else 1.0
        return middle, middle - reach, middle + reach, p, error


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
    beta, mean, weight = settle(counts, design, family, offset, total, alpha)
    variance = _variance(mean, family, total, alpha)
    residuals: Floats = np.asarray((counts - mean) / np.sqrt(variance), dtype=np.float64)
    root = np.sqrt(weight)[:, None] * design
    bread: Floats = np.asarray(np.linalg.inv(root.T @ root), dtype=np.float64)
    serial = serial_errors(residuals, root, bread, at)
    df = float(len(counts) - design.shape[1])
    scatter = float(residuals @ residuals) / df
    if errors == "serial":
        cov = serial.covariance()
    elif errors == "hac":
        cov = newey_west(design, counts - mean, np.asarray(np.sqrt(weight / variance)), bread, at)
    else:
        cov = bread * (max(scatter, 1.0) if errors == "scaled" else 1.0)
    return Fit(
        beta,
        cov,
        float("inf") if errors == "model" else df,
        mean,
        residuals,
        scatter,
        serial.alike,
        alpha,
        bread,
        serial if errors == "serial" else None,
    )


def coefficients(
    counts: Floats, design: Floats, *, family: Family, offset: Floats, total: Floats, alpha: float, near: Floats
) -> Floats:
    """Fit the coefficients alone, without their errors.

    Args:
        counts: Counts, one per period.
        design: One row per period, one column per coefficient.
        family: Law of the mean and of chance around it.
        offset: Logarithm of the denominator of each period; nought where there is none.
        total: Of a share, the counts of both series; not used otherwise.
        alpha: Over-dispersion of the negative binomial; not used otherwise.
        near: Coefficients to begin with, such as those of a series that differs by one period.
    Raises:
        EvaluationError: The coefficients cannot be told apart, or the fit does not settle.
    """
    _refuse_unknowable(design)
    return settle(counts, design, family, offset, total, alpha if family == "negative-binomial" else 0.0,
                  near)[0]  # fmt: skip


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


def settle(
    counts: Floats,
    design: Floats,
    family: Family,
    offset: Floats,
    total: Floats,
    alpha: float,
    near: Floats | None = None,
) -> tuple[Floats, Floats, Floats]:
    """Find coefficients by iteratively weighted least squares, in steps that are never large.

    Args:
        counts: Counts, one per period.
        design: One row per period, one column per coefficient.
        family: Law of the mean and of chance around it.
        offset: Logarithm of the denominator of each period.
        total: Of a share, the counts of both series; not used otherwise.
        alpha: Over-dispersion of the negative binomial; 0 for others.
        near: Coefficients to begin with, where some are known that cannot be far.
    Returns:
        Coefficients, means, and weights of the periods.
    Raises:
        EvaluationError: The fit does not settle.
    """
    share = family == "binomial"
    beta: Floats = near if near is not None else _rough(counts, design, offset, total, share=share)
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


def _rough(counts: Floats, design: Floats, offset: Floats, total: Floats, *, share: bool) -> Floats:
    """Coefficients by least squares of the logarithm or the log odds."""
    safe = np.clip((counts + 0.5) / (total + 1.0), 1e-9, 1 - 1e-9)
    reach = np.log(safe / (1 - safe)) if share else np.log(np.maximum(counts, 0.5))
    return np.asarray(np.linalg.lstsq(design, reach - offset, rcond=None)[0], dtype=np.float64)


def _variance(mean: Floats, family: Family, total: Floats, alpha: float) -> Floats:
    if family == "binomial":
        return np.asarray(np.maximum(mean * (1 - mean / np.maximum(total, 1e-12)), 1e-12))
    return np.asarray(np.maximum(mean + alpha * mean**2, 1e-12))


def _alpha(counts: Floats, design: Floats, offset: Floats) -> float:
    """Over-dispersion at which Pearson's statistic is what it should be."""
    df = len(counts) - design.shape[1]

    def excess(alpha: float) -> float:
        _, mean, _ = settle(counts, design, "negative-binomial", offset, counts, alpha)
        return float(((counts - mean) ** 2 / (mean + alpha * mean**2)).sum() - df)

    if excess(0.0) <= 0:
        return 0.0
    top = 1.0
    while excess(top) > 0 and top < 1e4:
        top *= 4
    return float(optimize.brentq(excess, 0.0, top, xtol=1e-8)) if top < 1e4 else top
