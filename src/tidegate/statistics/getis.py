"""Where high values gather: Getis and Ord's Gi and Gi* per place, and G for the whole city."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.special import ndtr

from tidegate.statistics.multiple import benjamini_hochberg
from tidegate.statistics.neighbours import Matrix, fitted
from tidegate.statistics.shuffling import shuffled_sums, two_sided

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Gathering:
    """Gi or Gi*; each array in the order of the places.

    Args:
        z: Standardised statistic; high where high values gather, low where low ones do. Not a number where it
            cannot be told (no neighbours, or all values equal).
        p: Two-sided p value, by shuffling where that was asked, otherwise of the normal approximation.
        q: The same as false discovery rate over all places.
    """

    z: Floats
    p: Floats
    q: Floats


def getis_ord(
    values: npt.ArrayLike, neighbours: Matrix, *, itself: bool = True, shuffles: int = 0, seed: int = 0
) -> Gathering:
    """Getis and Ord's local statistic, Gi* (the place counts) or Gi (only its neighbours count).

    Args:
        values: One value per place.
        neighbours: Matrix of ones, n by n, with an empty diagonal.
        itself: Whether the place itself counts (Gi*).
        shuffles: Number of random orders for the p values; 0 for the normal approximation, which is too easy on
            skewed counts with few neighbours.
        seed: Seed of the random orders.
    Returns:
        Per place z, p and q.
    Raises:
        ValueError: The matrix does not fit the values or has a diagonal, or a value is not a number.
    Source:
        Ord and Getis (1995), Geographical Analysis 27, 286-306, doi:10.1111/j.1538-4632.1995.tb00912.x, eq. 6 and 7.
    Example:
        >>> from tidegate.statistics import within
        >>> line = within([[x, 0] for x in range(6)], 1)
        >>> getis_ord([0, 0, 0, 0, 9, 9], line).z.round(2).tolist()
        [-1.12, -1.58, -1.58, 0.0, 1.58, 2.24]
    """
    y, n = fitted(values, neighbours)
    if neighbours.diagonal().any():
        raise ValueError("the matrix of neighbours has a diagonal: say with `itself` whether a place counts itself")
    with np.errstate(divide="ignore", invalid="ignore"):
        z = _star(y, neighbours, n) if itself else _plain(y, neighbours, n)
    z[~np.isfinite(z)] = np.nan
    if shuffles:
        found = shuffled_sums(y, neighbours, itself=itself, shuffles=shuffles, seed=seed)
        p = np.where(np.isnan(z), np.nan, two_sided(found, shuffles))
    else:
        p = 2.0 * ndtr(-np.abs(z))
    return Gathering(z, p, benjamini_hochberg(p))


def general_g(values: npt.ArrayLike, neighbours: Matrix) -> tuple[float, float]:
    """Getis and Ord's general G: whether high values gather in the city as a whole.

    Args:
        values: One value per place, 0 or more.
        neighbours: Symmetric matrix of ones, n by n, with an empty diagonal.
    Returns:
        The coefficient and the one-sided p value of its distance from the mean of random orders, in that direction.
    Raises:
        ValueError: The matrix does not fit the values, or a value is not a number.
    Source:
        Getis and Ord (1992), Geographical Analysis 24, 189-206, doi:10.1111/j.1538-4632.1992.tb00261.x.
    Example:
        >>> from tidegate.statistics import within
        >>> points = [[10, 10], [20, 10], [40, 10], [15, 20], [30, 20], [30, 30]]
        >>> round(general_g([2, 3, 3.2, 5, 8, 7], within(points, 15))[0], 8)
        0.55709779
    """
    y, n = fitted(values, neighbours)
    sums = [float((y**k).sum()) for k in range(5)]
    s0 = float(neighbours.sum())
    pairs = sums[1] ** 2 - sums[2]
    if n < 4 or not s0 or not pairs:
        return float("nan"), float("nan")
    g = float(y @ (neighbours @ y)) / pairs
    both = neighbours + neighbours.T
    s1 = float((both * both).sum()) / 2.0
    ends = np.asarray(neighbours.sum(axis=0)).ravel() + np.asarray(neighbours.sum(axis=1)).ravel()
    s2 = float(ends @ ends)
    mean = s0 / (n * (n - 1.0))
    b0 = (n * n - 3 * n + 3) * s1 - n * s2 + 3 * s0**2
    b1 = -((n * n - n) * s1 - 2 * n * s2 + 6 * s0**2)
    b2 = -(2 * n * s1 - (n + 3) * s2 + 6 * s0**2)
    b3 = 4 * (n - 1) * s1 - 2 * (n + 1) * s2 + 8 * s0**2
    b4 = s1 - s2 + s0**2
    top = b0 * sums[2] ** 2 + b1 * sums[4] + b2 * sums[1] ** 2 * sums[2] + b3 * sums[1] * sums[3] + b4 * sums[1] ** 4
    variance = top / (pairs**2 * n * (n - 1) * (n - 2) * (n - 3)) - mean**2
    return g, float(ndtr(-abs(g - mean) / np.sqrt(variance)))


def _star(y: Floats, neighbours: Matrix, n: int) -> Floats:
    """Mean and spread over all places; the place counts among its own neighbourhood."""
    around = neighbours + sparse.eye_array(n, format="csr")
    weight, square = np.asarray(around.sum(axis=1)).ravel(), np.asarray((around * around).sum(axis=1)).ravel()
    mean, spread = (y.mean(), y.std()) if n else (0.0, 0.0)
    found: Floats = (around @ y - weight * mean) / (spread * np.sqrt((n * square - weight**2) / (n - 1)))
    return found


def _plain(y: Floats, neighbours: Matrix, n: int) -> Floats:
    """Mean and spread over the other places."""
    weight, square = (
        np.asarray(neighbours.sum(axis=1)).ravel(),
        np.asarray((neighbours * neighbours).sum(axis=1)).ravel(),
    )
    mean = (y.sum() - y) / (n - 1)
    spread = np.sqrt(np.maximum(((y @ y) - y**2) / (n - 1) - mean**2, 0.0))
    found: Floats = (neighbours @ y - weight * mean) / (spread * np.sqrt(((n - 1) * square - weight**2) / (n - 2)))
    return found
