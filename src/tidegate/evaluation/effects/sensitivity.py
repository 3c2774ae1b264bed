"""Sensitivity: how far may parallel trends be violated before nothing is shown any more?

Relative magnitudes of Rambachan and Roth: from one block of time to the next, the units may drift apart after the
start by up to M times the most they did before it. The breakdown value is the M at which the interval first leaves
room for no effect at all. The interval is the plain one (bounds widened by the reach of chance, the movements before
taken as they were estimated), which is what the library diff-diff gives, too.

Source:
    Rambachan and Roth (2023), Rev Econ Stud 90(5), 2555-2591, doi:10.1093/restud/rdad018.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from tidegate.evaluation.effect import Check
from tidegate.evaluation.effects.cells import Cells
from tidegate.evaluation.effects.contrasts import Contrast
from tidegate.evaluation.panel import Floats

MOST_BLOCKS = 6
"""Blocks of time after the start; with single months the largest movement before would be that of chance."""

MULTIPLES = (0.0, 0.5, 1.0, 1.5, 2.0)


@dataclass(frozen=True)
class Drifting:
    """What is needed to tell how far parallel trends may be violated.

    Args:
        estimate: Effect over the blocks after the start, each with its share.
        reach: How far chance reaches to either side.
        most: Largest movement from block to block before the start.
        steps: How many such movements an effect holds, were each as large as possible.
    """

    estimate: float
    reach: float
    most: float
    steps: float

    def interval(self, multiple: float) -> tuple[float, float]:
        """Interval where movements after the start reach up to a multiple of the largest before.

        Args:
            multiple: The multiple, 0 or more.
        Returns:
            Low and high end.
        Example:
            >>> Drifting(estimate=-4.0, reach=1.0, most=0.5, steps=2.0).interval(1.0)
            (-6.0, -2.0)
        """
        width = self.reach + multiple * self.most * self.steps
        return self.estimate - width, self.estimate + width

    @property
    def breakdown(self) -> float:
        """The multiple at which the interval first leaves room for no effect; 0 where it does from the outset.

        Example:
            >>> Drifting(estimate=-4.0, reach=1.0, most=0.5, steps=2.0).breakdown
            3.0
        """
        left = abs(self.estimate) - self.reach
        if left <= 0:
            return 0.0
        return left / (self.most * self.steps) if self.most * self.steps > 0 else float("inf")


def block_contrasts(cells: Cells) -> tuple[list[Contrast], list[Contrast]]:
    """Blocks of equal length before and after the start.

    Args:
        cells: The cells.
    Returns:
        Contrasts before the start, the last of them next to it, and after it, in order of time. Whoever is compared
        with the last period before (`universal`) or their mean (`mean`) is so in all of them.
    """
    since, known = cells.since, cells.known.any(axis=0)
    first = -cells.reading.anticipation
    after = np.unique(since[(since >= first) & known])
    length = max(1, -(-len(after) // MOST_BLOCKS))

    def block(at: int) -> Contrast | None:
        marks = (since >= first + at * length) & (since < first + (at + 1) * length) & known
        return Contrast(str(first + at * length), marks[None].astype(np.float64), np.ones(1)) if marks.any() else None

    later = [c for i in range(len(after)) if (c := block(i))]
    deepest = int((first - since[cells.before & known]).max(initial=0)) // length
    # Only whole blocks that every cohort has: a change of who is in them would look like a movement.
    whole = int((cells.before & known).sum(axis=1).min()) // length
    earlier = [c for i in range(-min(deepest, whole), 0) if (c := block(i))]
    return earlier, later


def drifting(before: Floats, after: Floats, sizes: Floats, reach: float) -> Drifting | None:
    """Prepare the question from estimates of the blocks.

    Args:
        before: Estimates of the blocks before the start, in order of time.
        after: Estimates of the blocks after it.
        sizes: Share of each block after it in the effect, adding up to 1.
        reach: How far chance reaches to either side of the effect.
    Returns:
        What is needed; None where there are fewer than two blocks before the start.
    Example:
        >>> from numpy import array
        >>> drifting(array([0.0, 1.0]), array([3.0, 5.0]), array([0.5, 0.5]), 1.0)
        Drifting(estimate=3.0, reach=1.0, most=1.0, steps=1.5)
    """
    if len(before) < 2:
        return None
    # The effect starts from the last block before, as the drift does.
    estimate = float(sizes @ after) - float(before[-1])
    return Drifting(estimate, reach, float(np.abs(np.diff(before)).max()), float(sizes @ np.arange(1, len(after) + 1)))


def sensitivity_check(found: Drifting | None) -> Check:
    """Tell how far parallel trends may be violated.

    Args:
        found: As `drifting` gave it.
    Returns:
        The check; it is told and does not by itself say that an effect was not shown, for how much drift is to be
        reckoned with is a matter of judgement.
    """
    name = "Drift after the start as before it"
    if found is None:
        return Check(
            "sensitivity", name, None,
            "There are too few periods before the start to say how far a drift would have to go.",
        )  # fmt: skip
    rows = [(m, *found.interval(m)) for m in MULTIPLES]
    table = pa.table(dict(zip(("multiple", "low", "high"), zip(*rows, strict=True), strict=True)))
    at = found.breakdown
    says = (
        "Already without any drift the interval, from the last block of time before the start, leaves room for no "
        "effect at all."
        if at == 0
        else f"The interval leaves room for no effect at all once the drift after the start reaches {at:.2f} times the "
        "largest movement before it."
    )
    return Check("sensitivity", name, None if at == 0 else True, says, at, 0.0, table)
