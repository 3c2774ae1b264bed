"""Difference-in-differences of counts as a ratio (method `count-did`).

Where a big place has ten times the incidents of a small one, what they share are percentages: a rainy month takes a
tenth off both. So the effect is a ratio, and what the treated units would have had is a level of the unit times a level
of the month, fitted on the cells without the measure (`multiplying`). Starts may be staggered; no cell under the
measure ever serves as comparison.

Chance has two parts. Counts vary as counts do, more where the untreated cells say so. And places drift apart over the
years for reasons of their own: how far is seen in the comparison units, each taken for treated in turn. With few of
them that is badly known, and the interval is wider for it (Satterthwaite's degrees of freedom). Other assignments of
the starts are tried beside it.
"""

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from tidegate.errors import EvaluationError
from tidegate.evaluation.effect import Check, Effect, Point
from tidegate.evaluation.effects.conditions import missing_warnings, refuse_unusable, time_warnings
from tidegate.evaluation.effects.count_checks import alike_before, fake_start, one_left_out, other_places
from tidegate.evaluation.effects.multiplying import Levels, log_variances, spread
from tidegate.evaluation.effects.ratios import Ratio, levels_of, ratio_of
from tidegate.evaluation.panel import NEVER, Floats, Panel

FEW = 8
"""Comparison units below which the interval is said to rest on few."""


@dataclass(frozen=True)
class CountDidOptions:
    """How the effect is estimated; all of it stands in the plan.

    Args:
        anticipation: Periods before the start in which the measure may already act; they are in no comparison.
        level: Coverage of intervals, 0..1.
        draws: Other assignments of the starts that are tried, 0 for none.
        per: What is counted, for the words.
    """

    anticipation: int = 0
    level: float = 0.95
    draws: int = 199
    per: str = "events per unit and period"


def estimate_count_did(panel: Panel, outcome: str, *, options: CountDidOptions | None = None, seed: int) -> Effect:
    """Estimate by what factor a measure changed counts.

    Args:
        panel: Units by periods, counts in the cells, with the start of each unit.
        outcome: Name of the outcome.
        options: How; None for the defaults.
        seed: What the draws of other assignments start from.
    Returns:
        The effect as a ratio. `without` and `observed` are means over the treated cells; table `units` has the sums and
        the ratio of each treated unit, `drift` the ratio of each comparison unit taken for treated.
    Raises:
        PanelError: The panel lacks what no method can do without, or holds what is no count.
        EvaluationError: No unit is left to compare with, or what is left saw no event.
    Source:
        Wooldridge (2023), Econometrics Journal 26(3), C31-C66, doi:10.1093/ectj/utad016.
    Example:
        >>> panel = Panel(("a", "b", "c"), ("1", "2"), {"thefts": np.array([[40.0, 20], [10, 10], [30, 30]])},
        ...               np.array([1, NEVER, NEVER]))
        >>> estimate_count_did(panel, "thefts", options=CountDidOptions(draws=0), seed=1).value
        0.5
    """
    options = options or CountDidOptions()
    refuse_unusable(panel, outcome, counts=True)
    panel, warnings = _prepared(panel, outcome)
    found = ratio_of(panel, outcome, anticipation=options.anticipation)
    levels = levels_of(panel, outcome, options.anticipation)
    drift = _drift(panel, outcome, options.anticipation)
    whole = _with_drift(found, panel, levels, drift)
    low, high = whole.interval(options.level)
    claimed = not low <= 1 <= high
    checks = (
        alike_before(panel, outcome, anticipation=options.anticipation),
        fake_start(panel, outcome, anticipation=options.anticipation, beside=whole, level=options.level),
        other_places(panel, outcome, whole.value, draws=options.draws, seed=seed, claimed=claimed, level=options.level),
        one_left_out(panel, outcome, whole.value, anticipation=options.anticipation, claimed=claimed),
        _drift_check(whole, drift),
    )
    first = int(panel.start[panel.treated].min())
    cells = int((panel.under & np.isfinite(panel.outcome(outcome))).sum())
    never = int((panel.start == NEVER).sum())
    if never < FEW:
        warnings += (
            f"Only {never} units never had the measure: how far places drift apart by themselves is known but roughly.",
        )
    return Effect(
        outcome, "count-did", "ratio", options.per, whole.value, low, high, options.level, whole.p, "t", whole.se,
        whole.without / cells, whole.observed / cells, int(panel.treated.sum()), never, first - options.anticipation,
        len(panel.periods) - first, _path(panel, outcome, levels, whole, options),
        _tables(panel, outcome, levels, drift), checks, _rests_on(options), warnings,
    )  # fmt: skip


def _prepared(panel: Panel, outcome: str) -> tuple[Panel, tuple[str, ...]]:
    """Leave out units that say nothing: under the measure from the outset, or without any value."""
    warnings = missing_warnings(panel, outcome) + time_warnings(panel)
    usable = (panel.start != 0) & np.isfinite(panel.outcome(outcome)).any(axis=1)
    panel = panel.pick(usable)
    if not (panel.start == NEVER).any() and not (panel.start >= len(panel.periods)).any():
        last = int(panel.start.max())
        if (panel.start < last).any():
            panel = panel.between(0, last)
            return panel, (
                *warnings,
                "Every unit gets the measure in the end: those that get it last serve as comparison, and the time from "
                "their start on is left out.",
            )
        raise EvaluationError(
            where=outcome,
            what="every unit gets the measure at the same time, so there is nothing to compare with",
            mend="name comparison units in the plan, or evaluate as an interrupted series (`interrupted-series`)",
        )
    # Units that get it after the data end are comparison units while the data last.
    return replace(panel, start=np.where(panel.start >= len(panel.periods), NEVER, panel.start)), warnings


@dataclass(frozen=True)
class _Drift:
    """Comparison units taken for treated in turn: logarithms of their ratios and what counting explains of them."""

    units: tuple[str, ...]
    logs: Floats
    counting: Floats

    @property
    def variance(self) -> float:
        """Variance of the drift of one unit beyond counting."""
        n = len(self.logs)
        if n < 2:
            return 0.0
        return max(0.0, float((self.logs**2 - self.counting).mean()) / (1 + 1 / (n - 1)))


def _drift(panel: Panel, outcome: str, anticipation: int) -> _Drift:
    """Take each comparison unit for treated, with the starts that the treated units had, by their share of events."""
    never = np.flatnonzero(panel.start == NEVER)
    starts, counts = np.unique(panel.start[panel.treated], return_counts=True)
    if len(never) < 2:
        return _Drift((), np.empty(0), np.empty(0))
    logs, variances, names = [], [], []
    for unit in never:
        found = []
        for start in starts:
            others = panel.pick(never)
            at = int(np.flatnonzero(never == unit)[0])
            pretended = replace(others, start=np.where(np.arange(len(never)) == at, start, NEVER))
            try:
                found.append(ratio_of(pretended, outcome, anticipation=anticipation))
            except EvaluationError:
                break
        if len(found) < len(starts):
            continue
        share = counts / counts.sum()
        logs.append(float(share @ [np.log(max(r.observed, 0.5) / r.without) for r in found]))
        variances.append(float((share @ [np.sqrt(r.counting) for r in found]) ** 2))
        names.append(panel.units[unit])
    return _Drift(tuple(names), np.array(logs), np.array(variances))


def _with_drift(found: Ratio, panel: Panel, levels: Levels, drift: _Drift) -> Ratio:
    """Add the chance of places that drift apart, with as many degrees of freedom as the drift is known by."""
    if not drift.variance:
        return found
    under = panel.under & (levels.expected > 0)
    shares = np.where(under, levels.expected, 0.0).sum(axis=1)
    shares = shares[panel.treated] / shares.sum()
    never = panel.start == NEVER
    weight = np.where(levels.free, levels.expected, 0.0).sum(axis=1)[never]
    weight = weight / weight.sum()
    part = drift.variance * float((shares**2).sum() + (weight**2).sum())
    freedom = (found.counting + part) ** 2 / (part**2 / (len(drift.logs) - 1))
    return replace(found, drift=part, freedom=max(1.0, freedom))


def _drift_check(whole: Ratio, drift: _Drift) -> Check:
    name = "Places that drift apart by themselves"
    if len(drift.logs) < 2:
        says = "With fewer than two comparison units it cannot be told how far places drift apart by themselves."
        return Check("data", name, None, says)
    share = whole.drift / (whole.counting + whole.drift)
    says = (
        f"Of the chance in the estimate {share:.0%} comes from places that drift apart by themselves, as "
        f"{len(drift.logs)} comparison units show; the rest from counting."
    )
    return Check("data", name, True, says, share)


def _path(
    panel: Panel, outcome: str, levels: Levels, whole: Ratio, options: CountDidOptions
) -> tuple[Point, ...]:  # fmt: skip
    """The ratio by time since the start; before it, around what was fitted."""
    counts = panel.outcome(outcome)
    since = np.where(panel.treated[:, None], np.arange(len(panel.periods)) - panel.start[:, None], -(10**6))
    every = np.arange(-int(panel.start[panel.treated].max()), len(panel.periods))
    cells = (since == every[:, None, None]) & np.isfinite(counts)
    without = np.where(cells, levels.expected, 0.0).sum(axis=(1, 2))
    every, cells, without = every[without > 0], cells[without > 0], without[without > 0]
    observed = np.where(cells, counts, 0.0).sum(axis=(1, 2))
    variances = spread(counts, levels) * (1 / np.maximum(observed, 0.5) + log_variances(cells * 1.0, levels))
    points = []
    for at, own, held, lacked, variance in zip(every, cells, observed, without, variances, strict=True):
        one = Ratio(float(held / lacked), float(held), float(lacked), float(variance + whole.drift * (at >= 0)))
        points.append(Point(int(at), one.value, *one.interval(options.level), int(own.any(axis=1).sum())))
    return tuple(points)


def _tables(panel: Panel, outcome: str, levels: Levels, drift: _Drift) -> dict[str, pa.Table]:
    counts = panel.outcome(outcome)
    under = panel.under & np.isfinite(counts)
    treated = np.flatnonzero(panel.treated)
    observed = np.where(under, counts, 0.0).sum(axis=1)[treated]
    without = np.where(under, levels.expected, 0.0).sum(axis=1)[treated]
    together = np.atleast_1d(np.isfinite(counts[treated]).all(axis=0))
    return {
        "units": pa.table(
            {
                "unit": [panel.units[i] for i in treated],
                "start": [panel.periods[panel.start[i]] for i in treated],
                "observed": observed,
                "without": without,
                "ratio": np.divide(observed, without, out=np.full(len(treated), np.nan), where=without > 0),
            }
        ),
        "drift": pa.table({"unit": drift.units, "ratio": np.exp(drift.logs), "se_log": np.sqrt(drift.counting)}),
        "series": pa.table(
            {
                "period": [p for p, whole in zip(panel.periods, together, strict=True) if whole],
                "observed": counts[treated].sum(axis=0)[together],
                "without": levels.expected[treated].sum(axis=0)[together],
            }
        ),
    }


def _rests_on(options: CountDidOptions) -> tuple[str, ...]:
    before = f"{options.anticipation} periods before " if options.anticipation else ""
    return (
        "Without the measure the treated units would have risen and fallen by the same percentages as the others.",
        f"Nobody acted on the measure before {before}its start, and it did not reach the comparison units.",
        "How far places drift apart by themselves is like in the comparison units.",
    )
