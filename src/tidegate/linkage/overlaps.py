"""How many records the groups of two partitions share.

Records and groups come as numbers from 0, so that millions are counted by adding up arrays. A record may lie in more
than one group (its versions say different things); it then counts once in each.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]

NONE = -1
"""The number of no group: what came was in none before, what went is in none now."""


@dataclass(frozen=True)
class Overlaps:
    """What each group of before and each group of now have in common; all arrays are of the same length.

    Args:
        before: Group of before, or `NONE`.
        now: Group of now, or `NONE`.
        shared: Records in both.
        size_before: Records of the group of before; 0 where there is none.
        size_now: Records of the group of now; 0 where there is none.
    """

    before: Numbers
    now: Numbers
    shared: Numbers
    size_before: Numbers
    size_now: Numbers

    def unchanged(self) -> npt.NDArray[np.bool_]:
        """Tell which pairs of groups hold the very same records."""
        return np.equal(self.shared, self.size_before) & np.equal(self.shared, self.size_now)

    def settled(self) -> npt.NDArray[np.bool_]:
        """Tell which rows are of a group that is the very same before and now, so that nothing is left to ask."""
        same = self.unchanged()
        return _marked(self.before, same) | _marked(self.now, same)


def count_overlaps(before: tuple[Numbers, Numbers], now: tuple[Numbers, Numbers]) -> Overlaps:
    """Count what the groups of two partitions share.

    Args:
        before: Records and their groups, one pair per row, in any order; repeated pairs count once.
        now: The same of the other partition.
    Returns:
        One row per pair of groups that share a record, and per group with records that the other side lacks; in
        order of the groups.
    Example:
        >>> o = count_overlaps((np.array([0, 1]), np.array([0, 0])), (np.array([0, 1, 2]), np.array([0, 1, 1])))
        >>> list(zip(o.before.tolist(), o.now.tolist(), o.shared.tolist()))
        [(-1, 1, 1), (0, 0, 1), (0, 1, 1)]
    """
    before, now = _distinct(*before), _distinct(*now)
    left, right = _join(before[0], now[0])
    pairs = _beside(before[1], left), _beside(now[1], right)
    width = int(pairs[1].max(initial=NONE)) + 2
    keys, shared = np.unique((pairs[0] + 1) * width + pairs[1] + 1, return_counts=True)
    first, second = keys // width - 1, keys % width - 1
    sizes = [_beside(np.bincount(side[1]), at, 0) for side, at in ((before, first), (now, second))]
    return Overlaps(first, second, shared.astype(np.int64), sizes[0], sizes[1])


def _distinct(records: Numbers, groups: Numbers) -> tuple[Numbers, Numbers]:
    if not len(records) or np.bincount(records).max() == 1:
        return records, groups
    width = int(groups.max()) + 1
    keys = np.unique(records.astype(np.int64) * width + groups)
    return keys // width, keys % width


def _join(before: Numbers, now: Numbers) -> tuple[Numbers, Numbers]:
    """Give the rows that hold the same record, and each row without a counterpart beside `NONE`."""
    records = int(max(before.max(initial=NONE), now.max(initial=NONE))) + 1
    counts_before, counts_now = np.bincount(before, minlength=records), np.bincount(now, minlength=records)
    order = np.argsort(now, kind="stable")
    starts = np.cumsum(counts_now) - counts_now
    times = counts_now[before]
    within = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
    left = np.repeat(np.arange(len(before)), times)
    right = order[np.repeat(starts[before], times) + within]
    went, came = np.flatnonzero(times == 0), np.flatnonzero(counts_before[now] == 0)
    nothing = np.full(max(len(went), len(came)), NONE)
    return np.concatenate([left, went, nothing[: len(came)]]), np.concatenate([right, nothing[: len(went)], came])


def _beside(values: Numbers, at: Numbers, absent: int = NONE) -> Numbers:
    """Take values by place; `absent` where there is no place."""
    return np.append(values.astype(np.int64), absent)[at]  # a place of -1 is the last


def _marked(groups: Numbers, rows: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    marks = np.zeros(int(groups.max(initial=NONE)) + 2, np.bool_)
    marks[groups[rows]] = True
    return marks[groups]
