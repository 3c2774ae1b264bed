"""Near repeats before and after: do incidents draw the next one near less often than they did."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from scipy.spatial import cKDTree

from tidegate.errors import EvaluationError
from tidegate.statistics import Knox, knox

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_BLOCK = 10.0
"""Side of the blocks that are drawn again, in distances: few near pairs lie in two of them."""

_FEWEST = 10
"""Near pairs on a side below which no ratio is told."""


@dataclass(frozen=True)
class NearRepeats:
    """How much more often than by chance an incident is followed by one near, before and after.

    Args:
        before: Ratio of near repeats to what chance gives, before.
        after: The same after.
        change: Ratio of the two; below 1 there are fewer near repeats than there were.
        low: Lower end of its interval.
        high: Upper end.
        p_before: One-sided p value of the Knox test before.
        p_after: The same after.
        level: Coverage of the interval.
        table: Both sides with near pairs, near repeats, expected and ratio.
        warnings: What a reader must know.
    """

    before: float
    after: float
    change: float
    low: float
    high: float
    p_before: float
    p_after: float
    level: float
    table: pa.Table
    warnings: tuple[str, ...]

    @property
    def shown(self) -> bool:
        """Whether a change was shown."""
        return not self.low <= 1 <= self.high


@dataclass(frozen=True)
class Near:
    """What counts as near.

    Args:
        distance_m: Distance, metres; nearer counts.
        days: Days; sooner counts.
    """

    distance_m: float = 200.0
    days: int = 14


def near_repeats_before_after(
    points: Floats, days: Ints, *, split_day: int, near: Near, seed: int, shuffles: int = 199, resamples: int = 999,
    level: float = 0.95,
) -> NearRepeats:  # fmt: skip
    """Compare near repeats before and after.

    Pairs over the split count on neither side. The interval comes from drawing blocks of the city again, for pairs
    that share an incident are not independent of each other, and blocks are.

    Args:
        points: One row per incident, metres.
        days: Day of each incident, whole numbers.
        split_day: First day that counts as after.
        near: What counts as near.
        seed: Seed of the shuffles and the resamples.
        shuffles: Random orders of the dates for the p values.
        resamples: Number of times the blocks are drawn again.
        level: Coverage of the interval.
    Returns:
        Both ratios and the ratio of the two.
    Raises:
        EvaluationError: A side has too few pairs near in space, or all its incidents on one day.
    Source:
        Knox (1964), Applied Statistics 13, 25-29; the expected number is the exact mean over all orders of the dates,
        near pairs in space times the share of all pairs that are near in time. Block bootstrap as in Kuensch (1989),
        Annals of Statistics 17, 1217-1241, doi:10.1214/aos/1176347265.
    """
    sides = [days < split_day, days >= split_day]
    tests = [_test(points[side], days[side], near, seed, shuffles) for side in sides]
    parts = [_blocks(points[side], days[side], near) for side in sides]
    names = np.unique(np.concatenate([p[0] for p in parts], axis=0), axis=0)
    sums = [_by_block(names, *part[:3]) for part in parts]
    for side, (pairs, repeats) in zip(("before", "after"), (s.sum(axis=0) for s in sums), strict=True):
        if pairs < _FEWEST or not repeats:
            raise EvaluationError(
                where=f"near repeats {side}", what=f"there are {pairs:.0f} pairs within {near.distance_m:g} m",
                mend="lengthen the time, or let a larger distance or more days count as near",
            )  # fmt: skip
    rng = np.random.default_rng([seed, 1])
    picked = rng.multinomial(len(names), np.full(len(names), 1 / len(names)), size=resamples)
    chance = [part[3] for part in parts]
    ratio = [_ratio(s.sum(axis=0)[None], c)[0] for s, c in zip(sums, chance, strict=True)]
    again = [_ratio(picked @ s, c) for s, c in zip(sums, chance, strict=True)]
    with np.errstate(divide="ignore", invalid="ignore"):
        drawn = again[1] / again[0]
    known = drawn[np.isfinite(drawn)]
    low, high = np.quantile(known, [(1 - level) / 2, (1 + level) / 2])
    warnings = (
        () if len(names) >= 30 else (f"The interval rests on {len(names)} blocks of the city: it is too narrow.",)
    )
    table = pa.table(
        {
            "side": ["before", "after"],
            "incidents": [int(side.sum()) for side in sides],
            "pairs": [float(s[:, 0].sum()) for s in sums],
            "repeats": [float(s[:, 1].sum()) for s in sums],
            "expected": [float(s[:, 0].sum() * c) for s, c in zip(sums, chance, strict=True)],
            "ratio": ratio,
            "p": [float(t.p[0, 0]) for t in tests],
        }
    )
    return NearRepeats(
        float(ratio[0]), float(ratio[1]), float(ratio[1] / ratio[0]), float(low), float(high), float(tests[0].p[0, 0]),
        float(tests[1].p[0, 0]), level, table, warnings,
    )  # fmt: skip


def _test(points: Floats, days: Ints, near: Near, seed: int, shuffles: int) -> Knox:
    return knox(
        points, days, distances=[0, near.distance_m], intervals=[0, near.days], seed=seed, shuffles=shuffles,
        metric="euclidean",
    )  # fmt: skip


def _blocks(points: Floats, days: Ints, near: Near) -> tuple[Ints, Ints, npt.NDArray[np.bool_], float]:
    """Block of each near pair, the pairs' blocks, which are repeats, and the chance that any pair is near in time."""
    pairs = cKDTree(points).query_pairs(near.distance_m, output_type="ndarray")
    apart = np.sqrt(((points[pairs[:, 0]] - points[pairs[:, 1]]) ** 2).sum(axis=1))
    pairs = pairs[apart < near.distance_m]
    block = np.floor(points[pairs[:, 0]] / (near.distance_m * _BLOCK)).astype(np.int64)
    names, of = np.unique(block, axis=0, return_inverse=True) if len(block) else (block, np.zeros(0, dtype=np.int64))
    repeats = np.abs(days[pairs[:, 0]] - days[pairs[:, 1]]) < near.days
    return names, of.ravel(), repeats, _chance(days, near.days)


def _chance(days: Ints, near: int) -> float:
    """Share of all pairs of incidents that lie less than so many days apart."""
    ordered, n = np.sort(days), len(days)
    within = int((np.searchsorted(ordered, ordered + near, side="left") - np.arange(n) - 1).sum())
    return within / (n * (n - 1) / 2) if n > 1 else float("nan")


def _by_block(names: Ints, own: Ints, of: Ints, repeats: npt.NDArray[np.bool_]) -> Floats:
    """Near pairs and repeats of each block, shape (blocks, 2)."""
    sums = np.zeros((len(names), 2))
    if len(of):
        lookup = {tuple(name): i for i, name in enumerate(names.tolist())}
        at = np.array([lookup[tuple(name)] for name in own.tolist()])[of]
        sums[:, 0] = np.bincount(at, minlength=len(names))
        sums[:, 1] = np.bincount(at[repeats], minlength=len(names))
    return sums


def _ratio(sums: Floats, chance: float) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Floats = sums[:, 1] / (sums[:, 0] * chance)
    return found
