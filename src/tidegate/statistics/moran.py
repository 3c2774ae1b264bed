"""Do like values lie together: Moran's I for the whole city, and for each place."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from tidegate.statistics.multiple import benjamini_hochberg
from tidegate.statistics.neighbours import Matrix, fitted
from tidegate.statistics.shuffling import shuffled_sums, two_sided

Floats = npt.NDArray[np.float64]

CLASSES = ("high among high", "low among low", "high among low", "low among high")
"""What a place and its neighbours can be, against the mean of all places."""


@dataclass(frozen=True)
class Moran:
    """Moran's I of the whole city.

    Args:
        i: The coefficient; near `expected` where values lie at random, above where like lies by like.
        expected: What random order gives, -1 / (n - 1).
        z: Distance from it in standard errors of the normal approximation.
        p: One-sided p value of that distance, that like lies by like.
        p_shuffled: The same by shuffling; not a number where nothing was shuffled.
    """

    i: float
    expected: float
    z: float
    p: float
    p_shuffled: float


@dataclass(frozen=True)
class LocalMoran:
    """Local Moran's I; each array in the order of the places.

    Args:
        i: The coefficient of each place; not a number where it has no neighbours or all values are equal.
        kind: One of `CLASSES`, whatever the evidence; empty where there is no coefficient.
        p: Two-sided p value by conditional shuffling.
        q: The same as false discovery rate over all places.
    """

    i: Floats
    kind: npt.NDArray[np.str_]
    p: Floats
    q: Floats


def moran(values: npt.ArrayLike, neighbours: Matrix, *, shuffles: int = 0, seed: int = 0) -> Moran:
    """Moran's I: whether like values lie together in the city as a whole.

    Args:
        values: One value per place.
        neighbours: Matrix of neighbours or weights, n by n; standardise its rows first where means are meant.
        shuffles: Number of random orders for `p_shuffled`; 0 for none.
        seed: Seed of the random orders.
    Returns:
        The coefficient and its tests; all not a number where values are all equal or nobody has neighbours.
    Raises:
        ValueError: The matrix does not fit the values, or a value is not a number.
    Source:
        Moran (1950), Biometrika 37, 17-23; Cliff and Ord (1981), Spatial Processes, eq. 1.38 (moments under normality).
    Example:
        >>> from tidegate.statistics import within
        >>> line = within([[x, 0] for x in range(6)], 1)
        >>> round(moran([1, 1, 1, 5, 5, 5], line).i, 3)
        0.6
    """
    y, n = fitted(values, neighbours)
    z = y - y.mean() if n else y
    s0, square = float(neighbours.sum()), float(z @ z)
    if n < 3 or not s0 or not square:
        return Moran(np.nan, np.nan, np.nan, np.nan, np.nan)
    i = n / s0 * float(z @ (neighbours @ z)) / square
    expected = -1.0 / (n - 1)
    both = neighbours + neighbours.T
    s1 = float((both * both).sum()) / 2.0
    ends = np.asarray(neighbours.sum(axis=0)).ravel() + np.asarray(neighbours.sum(axis=1)).ravel()
    s2 = float(ends @ ends)
    variance = (n * n * s1 - n * s2 + 3 * s0 * s0) / (s0 * s0 * (n * n - 1.0)) - expected**2
    distance = (i - expected) / np.sqrt(variance)
    shuffled = _shuffled(z, neighbours, i * s0 * square / n, shuffles, np.random.default_rng(seed))
    return Moran(i, expected, float(distance), float(ndtr(-distance)), shuffled)


def local_moran(values: npt.ArrayLike, neighbours: Matrix, *, seed: int, shuffles: int = 9_999) -> LocalMoran:
    """Local Moran's I (LISA): which places lie among their like, and which stand out.

    Args:
        values: One value per place.
        neighbours: Matrix of neighbours, n by n; weights within a row are equal (ones, or standardised by row).
        seed: Seed of the random orders.
        shuffles: Number of random orders; the least p value is 2 / (shuffles + 1).
    Returns:
        Per place coefficient, class, p and q.
    Raises:
        ValueError: The matrix does not fit the values, weights within a row differ, or a value is not a number.
    Source:
        Anselin (1995), Geographical Analysis 27, 93-115, doi:10.1111/j.1538-4632.1995.tb00338.x; false discovery
        rate as in Caldas de Castro and Singer (2006), Geographical Analysis 38, 180-208.
    Example:
        >>> from tidegate.statistics import within
        >>> line = within([[x, 0] for x in range(6)], 1)
        >>> print(local_moran([1, 1, 1, 5, 5, 5], line, seed=1).kind[0])
        low among low
    """
    y, n = fitted(values, neighbours)
    found = shuffled_sums(y, neighbours, itself=False, shuffles=shuffles, seed=seed)
    z = y - y.mean() if n else y
    spread = float(z @ z) / n if n else 0.0
    known = (found.neighbours > 0) & (spread > 0)
    lag = np.divide(neighbours @ z, found.weight * found.neighbours, out=np.zeros(n), where=known)
    i = np.full(n, np.nan)
    i[known] = z[known] * lag[known] / spread
    p = np.where(known, two_sided(found, shuffles), np.nan)
    kind = np.array(CLASSES)[np.where(z >= 0, np.where(lag >= 0, 0, 2), np.where(lag >= 0, 3, 1))]
    return LocalMoran(i, np.where(known, kind, ""), p, benjamini_hochberg(p))


def _shuffled(z: Floats, neighbours: Matrix, found: float, shuffles: int, rng: np.random.Generator) -> float:
    """One-sided p value over whole random orders; `found` is the sum of products of the true order."""
    if not shuffles:
        return float("nan")
    least = found - 1e-9 * abs(found)
    orders = (rng.permutation(z) for _ in range(shuffles))
    return (1 + sum(bool(o @ (neighbours @ o) >= least) for o in orders)) / (shuffles + 1)
