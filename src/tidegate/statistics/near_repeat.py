"""Does an event draw the next one near: the Knox test of near repeats in space and time.

Only pairs that are near in space are ever listed; how many of the others fall into each band of time follows from the
dates alone. So the cost grows with the number of near pairs, not with the square of the number of events.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_POWER = {"manhattan": 1.0, "euclidean": 2.0}


@dataclass(frozen=True)
class Knox:
    """Pairs of events by distance (rows) and days apart (columns); bands are closed on the left, open on the right.

    Args:
        observed: Number of pairs.
        expected: Mean number over random orders of the dates.
        ratio: Observed by expected; not a number where none is expected.
        p: One-sided p value, that there are so many pairs.
    """

    observed: Ints
    expected: Floats
    ratio: Floats
    p: Floats


def knox(
    points: npt.ArrayLike, days: npt.ArrayLike, *, distances: npt.ArrayLike, intervals: npt.ArrayLike, seed: int,
    shuffles: int = 99, metric: str = "manhattan",
) -> Knox:  # fmt: skip
    """Test whether events near in space are near in time more often than chance gives.

    Args:
        points: One row per event, x and y in metres.
        days: Day of each event, whole numbers from any origin.
        distances: Borders of the bands of distance, metres, increasing; the last may be infinite.
        intervals: Borders of the bands of time, days, increasing; the last may be infinite.
        seed: Seed of the random orders.
        shuffles: Number of random orders of the dates; the least p value is 1 / (shuffles + 1).
        metric: `manhattan` or `euclidean`.
    Returns:
        Counts of pairs, what chance gives, ratios and p values, one cell per band of distance and of time.
    Raises:
        ValueError: Points and days differ in number, borders do not increase, or the metric is unknown.
    Source:
        Knox (1964), Applied Statistics 13, 25-29; Johnson et al. (2007), J Quant Criminol 23, 201-219,
        doi:10.1007/s10940-007-9025-3 (Monte Carlo over the dates).
    Example:
        >>> k = knox([[0, 0], [1, 0], [900, 0]], [1, 2, 40], distances=[0, 10], intervals=[0, 8], seed=1)
        >>> k.observed.tolist()
        [[1]]
    """
    xy, when = np.asarray(points, dtype=np.float64), np.asarray(days, dtype=np.int64)
    space, time = _borders(distances), _borders(intervals)
    if xy.ndim != 2 or xy.shape[1:] != (2,) or len(xy) != len(when):
        raise ValueError("points must be pairs of numbers, one for each day given")
    if metric not in _POWER:
        raise ValueError(f"metric is '{metric}': give one of {', '.join(_POWER)}")
    one, two, band = _near(xy, space, _POWER[metric])
    rng = np.random.default_rng(seed)
    rest = _pairs_by_time(when, time) if np.isinf(space[-1]) else None
    observed = _table(when, one, two, band, space, time, rest)
    total, reached = np.zeros(observed.shape), np.zeros(observed.shape)
    for _ in range(shuffles):
        drawn = _table(rng.permutation(when), one, two, band, space, time, rest)
        total += drawn
        reached += drawn >= observed
    expected = total / max(shuffles, 1)
    ratio = np.divide(observed, expected, out=np.full(observed.shape, np.nan), where=expected > 0)
    return Knox(observed, expected, ratio, (reached + 1) / (shuffles + 1))


@dataclass(frozen=True)
class Nearest:
    """Pairs that are among each other's nearest in space and in time.

    Args:
        observed: Number of pairs of which one is among the nearest of the other in both.
        expected: Mean number over random orders of the dates.
        p: One-sided p value, that there are so many pairs.
    """

    observed: int
    expected: float
    p: float


def jacquez(points: npt.ArrayLike, days: npt.ArrayLike, *, k: int, seed: int, shuffles: int = 99) -> Nearest:
    """Test whether events near in space are near in time, without a border in metres or days.

    Args:
        points: One row per event, x and y.
        days: Time of each event, whole numbers.
        k: How many nearest events count, at least 1; which of several equally far count is arbitrary, so that with
            many events on one day the number is known but roughly.
        seed: Seed of the random orders.
        shuffles: Number of random orders of the dates.
    Returns:
        Pairs, what chance gives, and the p value.
    Raises:
        ValueError: Points and days differ in number, or there are no more than `k` events.
    Source:
        Jacquez (1996), Statistics in Medicine 15, 1935-1949.
    Example:
        >>> jacquez([[0, 0], [1, 0], [90, 0], [91, 0]], [1, 2, 40, 41], k=1, seed=1).observed
        2
    """
    xy, when = np.asarray(points, dtype=np.float64), np.asarray(days, dtype=np.int64)
    if len(xy) != len(when) or len(xy) <= k or k < 1:
        raise ValueError(f"give one day for each point, and more than k = {k} of them, k at least 1")
    beside, n = _nearest_pairs(xy, k), len(xy)

    def count(order: Ints) -> int:
        both = np.intersect1d(beside, _nearest_pairs(order[:, None].astype(np.float64), k))
        one, two = np.divmod(both, n)
        return len(np.unique(np.minimum(one, two) * n + np.maximum(one, two)))

    rng = np.random.default_rng(seed)
    observed = count(when)
    drawn = np.array([count(rng.permutation(when)) for _ in range(shuffles)])
    p = (int((drawn >= observed).sum()) + 1) / (shuffles + 1)
    return Nearest(observed, float(drawn.mean()) if shuffles else 0.0, p)


def _nearest_pairs(points: Floats, k: int) -> Ints:
    """Pairs of which one is among the k nearest of the other, as directed codes: whose, and who."""
    n = len(points)
    found = cKDTree(points).query(points, k + 1)[1].astype(np.int64)
    own = np.repeat(np.arange(n), k + 1).reshape(n, k + 1)
    # The point itself is one of its nearest; where others lie upon it, it may not be among those found.
    others = np.argsort(found == own, axis=1, kind="stable")[:, :k]
    codes: Ints = (own[:, :k] * n + np.take_along_axis(found, others, axis=1)).ravel()
    return codes


def _near(xy: Floats, space: Floats, power: float) -> tuple[Ints, Ints, Ints]:
    """Pairs nearer than the last finite border, with the band each lies in."""
    reach = float(space[np.isfinite(space)][-1])
    pairs = cKDTree(xy).query_pairs(reach, p=power, output_type="ndarray")
    apart = np.abs(xy[pairs[:, 0]] - xy[pairs[:, 1]])
    far = apart.sum(axis=1) if power == 1.0 else np.sqrt((apart**2).sum(axis=1))
    band = np.searchsorted(space, far, side="right") - 1
    kept = (band >= 0) & (far < reach)
    return pairs[kept, 0], pairs[kept, 1], band[kept]


def _table(
    when: Ints, one: Ints, two: Ints, band: Ints, space: Floats, time: Floats, rest: Ints | None
) -> Ints:  # fmt: skip
    rows, columns = len(space) - 1, len(time) - 1
    late = np.searchsorted(time, np.abs(when[one] - when[two]), side="right") - 1
    kept = (late >= 0) & (late < columns)
    table = np.bincount(band[kept] * columns + late[kept], minlength=rows * columns).reshape(rows, columns)
    if rest is not None:  # the last band of distance is what the nearer ones leave
        table[-1] += rest - table.sum(axis=0)
    return table.astype(np.int64)


def _pairs_by_time(when: Ints, time: Floats) -> Ints:
    """Number of pairs of events in each band of time, whatever their distance."""
    ordered, n = np.sort(when).astype(np.float64), len(when)
    # For each event, how many up to those `border` days later; less itself and those before it in the order.
    up_to = [int(np.searchsorted(ordered, ordered + border, side="left").sum()) for border in time]
    nearer = [found - n * (n + 1) // 2 if border > 0 else 0 for border, found in zip(time, up_to, strict=True)]
    counts: Ints = np.array(nearer, dtype=np.int64)
    return counts[1:] - counts[:-1]


def _borders(values: npt.ArrayLike) -> Floats:
    borders = np.asarray(values, dtype=np.float64)
    if borders.ndim != 1 or len(borders) < 2 or not (np.diff(borders) > 0).all() or np.isinf(borders[0]):
        raise ValueError("borders of bands must be two or more increasing numbers; only the last may be infinite")
    if borders[0] < 0 or (np.isinf(borders[-1]) and borders[0] > 0):
        raise ValueError("borders of bands start at 0, or above it where the last is finite")
    return borders
