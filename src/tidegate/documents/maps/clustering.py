"""Signs that would lie upon each other become one that tells how many they are."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

_SEAM = 1.5
"""Pixels that stay free between two signs."""


@dataclass(frozen=True)
class Heap:
    """Signs that stand as one.

    Args:
        x: Its middle, in pixels.
        y: Its middle.
        members: Numbers of the signs in it.
    """

    x: float
    y: float
    members: tuple[int, ...]

    @property
    def radius(self) -> float:
        """How large it is drawn."""
        return 6.5 if len(self.members) == 1 else 8.5 + min(6.0, 1.5 * float(np.log2(len(self.members))))


def heap_signs(places: npt.NDArray[np.float64]) -> list[Heap]:
    """Put signs together until none overlaps another.

    Args:
        places: x and y of each, in pixels.
    Returns:
        The heaps, from top to bottom and left to right; the same for the same signs in any order.
    Example:
        >>> [h.members for h in heap_signs(np.array([[10.0, 10.0], [100.0, 10.0], [12.0, 11.0]]))]
        [(0, 2), (1,)]
    """
    # Signs in one cell of a coarse net go together first, so that thousands are no more work than hundreds.
    cells: dict[tuple[int, int], list[int]] = {}
    for n, (x, y) in enumerate(places.tolist()):
        cells.setdefault((int(y // 8), int(x // 8)), []).append(n)
    heaps = [_heap(places, members) for _, members in sorted(cells.items())]
    while pairs := _overlapping(heaps):
        gone = {n for pair in pairs for n in pair}
        joined = [_heap(places, [*heaps[a].members, *heaps[b].members]) for a, b in pairs]
        heaps = [heap for n, heap in enumerate(heaps) if n not in gone] + joined
        heaps.sort(key=lambda h: (h.y, h.x))
    return heaps


def _heap(places: npt.NDArray[np.float64], members: Sequence[int]) -> Heap:
    # Summed in the order of their places, so that the order in which they came leaves no trace in the last digit.
    mean = np.sort(places[list(members)], axis=0).mean(axis=0)
    return Heap(round(float(mean[0]), 3), round(float(mean[1]), 3), tuple(sorted(members)))


def _overlapping(heaps: Sequence[Heap]) -> list[tuple[int, int]]:
    """Find the pairs that overlap most, each heap in one pair at most."""
    if len(heaps) < 2:
        return []
    xy, radii = np.array([(h.x, h.y) for h in heaps]), np.array([h.radius for h in heaps])
    near = cKDTree(xy).query_pairs(2 * float(radii.max()) + _SEAM, output_type="ndarray")
    gaps = np.hypot(*(xy[near[:, 0]] - xy[near[:, 1]]).T) - radii[near].sum(axis=1) - _SEAM
    found: list[tuple[int, int]] = []
    taken: set[int] = set()
    for gap, a, b in sorted(zip(gaps.round(3).tolist(), *near.T.tolist(), strict=True)):
        if gap < 0 and not taken & {a, b}:
            taken |= {a, b}
            found.append((a, b))
    return found
