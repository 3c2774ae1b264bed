"""What a plan has to answer with: units, starts and periods, counted."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tidegate.evaluation.panel import Panel
from tidegate.evaluation.plan.comparing import Compared
from tidegate.evaluation.plan.dates import AnswerDay
from tidegate.evaluation.plan.laying import label_of, planned
from tidegate.evaluation.plan.plan import Plan


@dataclass(frozen=True)
class Design:
    """What a plan has to answer with.

    Args:
        starts: Place of the start of each unit of the measure, in the order of the units.
        labels: Labels of the starts that differ, in order.
        comparison: Number of units to compare with.
        never: Number of units that never get the measure, whether compared or not.
        before: Periods before the first start.
        after: Periods from the last start on: those of the panel, or those on record on the promised day of the
            outcome that waits longest, where these are more.
        strategy: The strategy of comparison.
    """

    starts: Sequence[int]
    labels: tuple[str, ...]
    comparison: int
    never: int
    before: int
    after: int
    strategy: str

    @property
    def treated(self) -> int:
        """How many units get the measure."""
        return len(self.starts)

    @property
    def staggered(self) -> bool:
        """Whether starts differ."""
        return len(self.labels) > 1


def design_of(plan: Plan, panel: Panel, with_whom: Compared, days: Sequence[AnswerDay]) -> Design:
    """Count what a plan has to answer with.

    Args:
        plan: The plan.
        panel: Its panel.
        with_whom: The units that are compared.
        days: When which answer can exist.
    """
    treated = planned(panel)
    starts = [int(s) for s in panel.start[treated]]
    first = min(starts, default=len(panel.periods))
    last = max(starts, default=len(panel.periods))
    promised = [d.periods for d in days if d.periods is not None]
    after = max(len(panel.periods) - last, min(promised, default=plan.analysis.periods_after))
    return Design(
        starts,
        tuple(label_of(panel, s) for s in np.unique(starts).tolist()),
        with_whom.number,
        int((~treated).sum()),
        min(first, len(panel.periods)),
        max(after, 0),
        plan.comparison.strategy,
    )
