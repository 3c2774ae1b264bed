"""Errors of a fitted series whose neighbours resemble each other, and how well these errors are themselves known.

The scatter and the correlation of neighbours are matched to the residuals, with what the fit itself takes out of the
residuals put back. Both are estimates from a few dozen periods; how far they may be off is in the degrees of freedom,
so that an interval is as wide as what is not known asks for, and no wider.
"""

from dataclasses import dataclass

import numpy as np
from scipy import optimize

from tidegate.evaluation.panel import Floats

MOST_ALIKE = 0.95
"""Largest correlation of neighbours that is taken; beyond it a series is not told from a wandering one."""

LEAST_ALIKE = -0.5
"""Smallest one. That neighbours pull apart is chance, or cases booked over the border of a month; it is taken as it is
found, for errors that follow chance in one direction only are too large on average."""

NEXT = 0.02
"""Step in the correlation by which it is seen what depends on it."""

LEAST_FREEDOM = 2.0
"""Degrees of freedom that are always granted; under them an interval would have no meaning."""


@dataclass(frozen=True)
class Serial:
    """Errors that allow for the scatter and for the resemblance of neighbours.

    Args:
        alike: Correlation of neighbours, -0.5 to 0.95.
        doubt: Variance of that correlation as an estimate.
        square: Sum of the squared Pearson residuals.
        root: Weighted design, one row per period.
        bread: Inverse of its cross product.
        near: Distance in time of any two periods.
    """

    alike: float
    doubt: float
    square: float
    root: Floats
    bread: Floats
    near: Floats

    def covariance(self) -> Floats:
        """Covariance of the coefficients."""
        inner = self.root @ self.bread
        tied = _tied(self.alike, self.near)
        found: Floats = self._scatter(tied)[0] * (inner.T @ tied @ inner)
        return found

    def freedom(self, weights: Floats) -> float:
        """Degrees of freedom of the variance of a sum of coefficients.

        The variance is an estimate by way of the scatter and of the correlation; both are allowed for.

        Args:
            weights: One per coefficient.
        Source:
            Satterthwaite (1946), Biometrics Bulletin 2, 110-114, doi:10.2307/3002019.
        """
        low, high = max(self.alike - NEXT, -MOST_ALIKE), min(self.alike + NEXT, MOST_ALIKE)
        slope = (np.log(self._variance(weights, high)) - np.log(self._variance(weights, low))) / (high - low)
        by_scatter = 2.0 / self._scatter(_tied(self.alike, self.near))[1]
        return max(2.0 / (by_scatter + float(slope) ** 2 * self.doubt), LEAST_FREEDOM)

    def _variance(self, weights: Floats, alike: float) -> float:
        inner = self.root @ (self.bread @ weights)
        tied = _tied(alike, self.near)
        return self._scatter(tied)[0] * float(inner @ tied @ inner)

    def _scatter(self, tied: Floats) -> tuple[float, float]:
        """How many times chance alone the residuals scatter, and the degrees of freedom of that."""
        seen = tied - self.root @ (self.bread @ (self.root.T @ tied))
        trace = float(np.trace(seen))
        return self.square / trace, max(trace**2 / float((seen * seen.T).sum()), LEAST_FREEDOM)


def serial_errors(residuals: Floats, root: Floats, bread: Floats, at: Floats) -> Serial:
    """Find the correlation of neighbours under which the residuals of a fit would resemble each other as they do.

    Args:
        residuals: Pearson residuals.
        root: Weighted design, one row per period.
        bread: Inverse of its cross product.
        at: Number of each period in time; gaps show.
    Source:
        Matching of moments; variance of a correlation of neighbours after Bartlett (1946), Supplement to the JRSS 8,
        27-41, doi:10.2307/2983611.
    """
    near = np.abs(at[:, None] - at[None, :])
    pairs = np.argwhere(np.triu(near == 1))
    square = float(residuals @ residuals)
    if not len(pairs) or square <= 0:
        return Serial(0.0, 0.0, square, root, bread, near)
    keep = np.eye(len(at)) - root @ bread @ root.T
    found = float((residuals[pairs[:, 0]] * residuals[pairs[:, 1]]).sum()) / square

    def expected(alike: float) -> float:
        seen = keep @ _tied(alike, near) @ keep
        return float(seen[pairs[:, 0], pairs[:, 1]].sum()) / float(np.trace(seen))

    if found <= expected(LEAST_ALIKE):
        alike = LEAST_ALIKE
    elif found >= expected(MOST_ALIKE):
        alike = MOST_ALIKE
    else:
        alike = float(optimize.brentq(lambda a: expected(a) - found, LEAST_ALIKE, MOST_ALIKE, xtol=1e-6))
    low, high = alike - NEXT, min(alike + NEXT, MOST_ALIKE)
    slope = (expected(high) - expected(low)) / (high - low)
    # Nothing is known worse than by a draw from all values it may have.
    most = (MOST_ALIKE - LEAST_ALIKE) ** 2 / 12
    doubt = (1 - alike**2) / len(pairs) / max(slope**2, 1e-12)
    return Serial(alike, min(doubt, most), square, root, bread, near)


def newey_west(design: Floats, raw: Floats, scale: Floats, bread: Floats, at: Floats) -> Floats:
    """Give Newey and West's covariance with the usual number of lags and a correction for the number of coefficients.

    Args:
        design: One row per period, one column per coefficient.
        raw: Residuals in the outcome's unit.
        scale: What a residual counts in a score.
        bread: Inverse of the weighted design's cross product.
        at: Number of each period in time; gaps show.
    Source:
        Newey and West (1987), Econometrica 55, 703-708, doi:10.2307/1913610.
    """
    n, k = design.shape
    lags = int(np.floor(4 * (n / 100) ** (2 / 9)))
    scores = design * (raw * scale)[:, None]
    near = np.abs(at[:, None] - at[None, :])
    kernel = np.maximum(1 - near / (lags + 1), 0.0)
    cov: Floats = bread @ (scores.T @ kernel @ scores) @ bread * n / (n - k)
    return cov


def _tied(alike: float, near: Floats) -> Floats:
    """Correlation of any two periods, were each to take a share of the one before."""
    if alike == 0:
        return np.asarray((near == 0).astype(np.float64))
    sign = 1.0 if alike > 0 else np.where(near % 2 == 0, 1.0, -1.0)
    found: Floats = sign * abs(alike) ** near
    return found
