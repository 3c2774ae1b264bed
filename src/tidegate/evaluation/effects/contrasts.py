"""Contrasts: weighted sums of group-time cells, each with the question it answers.

The overall effect, the effect at each distance from the start, a drift before the start and a start that never was are
all weighted sums of the same cells. So one estimate, its error and its placebos are had for all of them at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from tidegate.evaluation.effects.cells import Cells, Marks
from tidegate.evaluation.panel import Floats

Aggregation = Literal["simple", "group", "calendar", "dynamic"]


@dataclass(frozen=True)
class Contrast:
    """A mean of group means of cells.

    Args:
        name: What it answers.
        parts: Each a weight of cells before the cohorts' sizes count, shape (parts, cohorts, periods); within a part
            a cell counts by its weight times the size of its cohort, and the parts by `shares`.
        shares: Share of each part, shape (parts,).
        sums: Whether the weights of a part are taken as they are instead of being made to add up to 1; so it is with
            weights that add up to nought, such as those of a slope.
    """

    name: str
    parts: Floats
    shares: Floats
    sums: bool = False

    def weights(self, sizes: Floats) -> Floats:
        """Weights of the cells once the sizes of the cohorts are known.

        Args:
            sizes: Size of each cohort.
        Returns:
            Shape (cohorts, periods).
        """
        sized = self.parts * sizes[:, None]
        over = self._over(sized, sizes)
        # A part without any unit left leaves the mean to the others.
        live = np.where(over > 0, self.shares, 0.0)
        found: Floats = np.einsum("p,pgt->gt", live / live.sum() / np.where(over > 0, over, 1), sized)
        return found

    def _over(self, sized: Floats, sizes: Floats) -> Floats:
        if self.sums:
            return np.asarray((sizes * (self.parts != 0).any(axis=2)).sum(axis=1), dtype=np.float64)
        return np.asarray(sized.sum(axis=(1, 2)), dtype=np.float64)

    def slopes(self, sizes: Floats, effects: Floats) -> Floats:
        """How the contrast moves with the share of each cohort in all units, which is itself found by chance.

        Args:
            sizes: Share of each cohort in the units.
            effects: Effects of the cells, shape (cohorts, periods).
        Returns:
            Shape (cohorts,).
        """
        filled = np.where(np.isfinite(effects), effects, 0)
        over = self._over(self.parts * sizes[:, None], sizes)
        own = np.einsum("pgt,gt->pg", self.parts, filled)
        whole = (own * sizes).sum(axis=1) / over
        counted = (self.parts != 0).any(axis=2) if self.sums else self.parts.sum(axis=2)
        return np.asarray(np.einsum("p,pg->g", self.shares / over, own - whole[:, None] * counted))


def overall(cells: Cells, aggregation: Aggregation) -> Contrast:
    """The effect of the measure over all its cells.

    Args:
        cells: The cells.
        aggregation: `simple`: every unit and period under the measure counts alike; `group`: every unit, its periods
            averaged first; `calendar`: every period; `dynamic`: every distance from the start.
    Source:
        Callaway and Sant'Anna (2021), section 3.
    """
    after = (cells.since >= 0) & cells.exists
    if aggregation == "simple":
        parts = [after * 1.0]
    elif aggregation == "group":
        parts = [after / np.maximum(after.sum(axis=1, keepdims=True), 1)]
    elif aggregation == "calendar":
        periods = np.flatnonzero(after.any(axis=0))
        parts = [after * (np.arange(after.shape[1]) == t) * 1.0 for t in periods]
    else:
        parts = [after * (cells.since == e) * 1.0 for e in np.unique(cells.since[after])]
    return _mean("overall", parts)


def by_distance(cells: Cells) -> dict[int, Contrast]:
    """The effect at each distance from the start, before and after it.

    Args:
        cells: The cells.
    Returns:
        Distance in periods (below 0 before the start) to its contrast, rising.
    """
    exists = cells.exists
    return {int(e): _mean(str(e), [exists * (cells.since == e) * 1.0]) for e in np.unique(cells.since[exists])}


def drift(cells: Cells) -> Contrast | None:
    """How much further the cohorts move from their comparison with each period before the start.

    Args:
        cells: The cells.
    Returns:
        The slope per period; None where no cohort has three periods before its start.
    """
    before = _long_before(cells)
    usable = before.sum(axis=1) >= 3
    if not usable.any():
        return None
    time = np.arange(before.shape[1])
    parts = np.zeros(before.shape)
    for g in np.flatnonzero(usable):
        away = (time - time[before[g]].mean()) * before[g]
        parts[g] = away / (away**2).sum()
    return Contrast("drift", parts[None], np.ones(1), sums=True)


def steps_before(cells: Cells, blocks: int) -> list[Contrast]:
    """How far the cohorts were from their comparison in blocks of time before the start, beside the last block.

    Args:
        cells: The cells.
        blocks: Number of blocks, at least 2; fewer where there are fewer periods.
    Returns:
        One contrast for each block but the last, earliest first; empty with fewer than two periods before the start.
    """
    before = _long_before(cells)
    distances = np.unique(cells.since[before])
    if len(distances) < 2:
        return []
    groups = np.array_split(distances, min(blocks, len(distances)))
    means = [_rows(before & np.isin(cells.since, group)) for group in groups]
    made = []
    for group, mean in zip(groups[:-1], means[:-1], strict=True):
        both = np.asarray(mean.any(axis=1) & means[-1].any(axis=1))
        if both.any():
            made.append(
                Contrast(f"{group[0]}..{group[-1]}", ((mean - means[-1]) * both[:, None])[None], np.ones(1), sums=True)
            )
    return made


def never_started(cells: Cells) -> Contrast | None:
    """A start that never was: the last part of the time before the start, beside the part before it.

    Args:
        cells: The cells.
    Returns:
        The contrast; None where no cohort has four periods before its start. The pretended time after is as long as
        the real one, but not more than half of what there is.
    """
    before = _long_before(cells)
    parts = np.zeros(before.shape)
    for g, marks in enumerate(before):
        places = np.flatnonzero(marks)
        if len(places) < 4:
            continue
        after = int(min(max((cells.since[g] >= 0).sum(), 1), len(places) // 2))
        parts[g, places[-after:]] = 1 / after
        parts[g, places[:-after]] = -1 / (len(places) - after)
    return Contrast("never started", parts[None], np.ones(1), sums=True) if parts.any() else None


def _long_before(cells: Cells) -> Marks:
    seen: Marks = np.asarray(cells.known.any(axis=0))
    found: Marks = cells.before & seen
    return found


def _rows(marks: Marks) -> Floats:
    return np.asarray(marks / np.maximum(marks.sum(axis=1, keepdims=True), 1), dtype=np.float64)


def _mean(name: str, parts: Sequence[npt.NDArray[np.floating]]) -> Contrast:
    return Contrast(name, np.array(parts, dtype=np.float64), np.full(len(parts), 1 / len(parts)))
