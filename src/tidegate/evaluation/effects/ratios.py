"""The ratio of what was counted under a measure to what would have been, with its chance."""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from tidegate.errors import EvaluationError
from tidegate.evaluation.effects.multiplying import Levels, fit_levels, log_variance, spread
from tidegate.evaluation.panel import Panel


@dataclass(frozen=True)
class Ratio:
    """The ratio of what was counted to what would have been, with the parts of its chance.

    Args:
        value: The ratio.
        observed: Events under the measure.
        without: Events expected there without it.
        counting: Variance of its logarithm from counting.
        drift: Variance of its logarithm from places that drift apart.
        freedom: Degrees of freedom of the whole.
    """

    value: float
    observed: float
    without: float
    counting: float
    drift: float = 0.0
    freedom: float = float("inf")

    @property
    def se(self) -> float:
        """Standard error of the logarithm."""
        return float(np.sqrt(self.counting + self.drift))

    def interval(self, level: float) -> tuple[float, float]:
        """Interval of the ratio.

        Args:
            level: Its coverage, 0..1.
        """
        if not np.isfinite(self.se):
            return 0.0, float("inf")
        reach = float(stats.t.ppf((1 + level) / 2, self.freedom)) * self.se
        if self.value <= 0:
            # Nothing was counted at all: the upper end is that of a count of nought.
            return 0.0, float(stats.chi2.ppf((1 + level) / 2, 2) / 2 / self.without * np.exp(reach / 2))
        return self.value * float(np.exp(-reach)), self.value * float(np.exp(reach))

    @property
    def p(self) -> float:
        """Two-sided p value of no effect."""
        if self.value <= 0:
            return min(1.0, 2 * float(np.exp(-self.without)))
        return float(2 * stats.t.sf(abs(np.log(self.value)) / self.se, self.freedom))


def ratio_of(panel: Panel, outcome: str, *, anticipation: int = 0) -> Ratio:
    """Give the ratio with the chance of counting alone.

    Args:
        panel: The panel.
        outcome: Name of the outcome.
        anticipation: Periods before the start that are in no comparison.
    Raises:
        EvaluationError: Nothing is expected in the treated cells, so that no ratio can be made.
    """
    observed, without, levels = sums_of(panel, outcome, anticipation=anticipation)
    counts = panel.outcome(outcome)
    under = panel.under & np.isfinite(counts)
    more = spread(counts, levels)
    return Ratio(
        observed / without,
        observed,
        without,
        more * (1 / max(observed, 0.5) + log_variance(under.astype(np.float64), levels)),
    )


def sums_of(panel: Panel, outcome: str, *, anticipation: int = 0) -> tuple[float, float, Levels]:
    """Count the events under the measure, and those expected there without it.

    Args:
        panel: The panel.
        outcome: Name of the outcome.
        anticipation: Periods before the start that are in no comparison.
    Returns:
        Both sums, and the levels that the second rests on.
    Raises:
        EvaluationError: Nothing is expected in the treated cells, so that no ratio can be made.
    """
    counts, levels = panel.outcome(outcome), levels_of(panel, outcome, anticipation)
    under = panel.under & np.isfinite(counts)
    without = float(levels.expected[under].sum())
    if without <= 0:
        raise EvaluationError(
            where=outcome,
            what="the comparison units, or the treated ones before their start, saw no event: nothing can be expected",
            mend="take a longer time, larger places or more comparison units into the plan",
        )
    observed = float(counts[under].sum())
    return observed, without, levels


def levels_of(panel: Panel, outcome: str, anticipation: int) -> Levels:
    """Fit the levels of a panel on its cells without the measure.

    Args:
        panel: The panel.
        outcome: Name of the outcome.
        anticipation: Periods before the start that are in no comparison.
    """
    begun = np.where(panel.treated, panel.start - anticipation, len(panel.periods))
    free = np.arange(len(panel.periods)) < begun[:, None]
    return fit_levels(panel.outcome(outcome), free, panel.exposure)
