"""A difference-in-differences before it is told: options, cells, estimates and placebos in one value."""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from tidegate.errors import EvaluationError
from tidegate.evaluation.effects.adjusted import Adjusting, Adjustment, without_covariates
from tidegate.evaluation.effects.cells import Base, Cells, Comparison, Reading, Summing, lay_out
from tidegate.evaluation.effects.conditions import missing_warnings, refuse_unusable, time_warnings
from tidegate.evaluation.effects.contrasts import Aggregation, Contrast, by_distance, never_started, overall
from tidegate.evaluation.effects.influence import Estimates, estimate
from tidegate.evaluation.effects.nearness import apart
from tidegate.evaluation.effects.permuting import Placebos, assignments, placebos
from tidegate.evaluation.effects.pre_trends import pre_trend_contrasts
from tidegate.evaluation.effects.standard_errors import doubt
from tidegate.evaluation.panel import NEVER, Floats, Panel


@dataclass(frozen=True)
class DidOptions:
    """How the effect is estimated; all of it stands in the plan.

    Args:
        comparison: `never` or `not-yet`, see `cells.Reading`.
        base: `varying`, `universal` or `mean`; for counts by month `mean` is steadier, see `cells.Reading`.
        anticipation: Periods before the start in which the measure may already act.
        aggregation: How cells make one effect, see `contrasts.overall`.
        covariates: Names of covariates within which units are compared; empty for none.
        adjustment: How: `doubly-robust`, `regression` or `weighting` (inverse probability).
        weighted: Whether units count by their weights.
        level: Coverage of intervals, 0..1.
        draws: Other assignments of the starts that are tried, 0 for none; 199 let p fall to .005.
        inference: `auto` (t, or permutation with few clusters or few events), `t` or `permutation`.
        buffer_m: Comparison units this near a treated unit are left out, metres; None for none.
        near_m: Comparison units this near a treated unit are looked at for a spill-over, metres; None for no look.
        counts: Whether the outcome counts something; None where its values shall tell.
        per: What one unit of the difference counts.
    """

    comparison: Comparison = "never"
    base: Base = "varying"
    anticipation: int = 0
    aggregation: Aggregation = "simple"
    covariates: tuple[str, ...] = ()
    adjustment: Adjustment = "doubly-robust"
    weighted: bool = False
    level: float = 0.95
    draws: int = 199
    inference: Literal["auto", "t", "permutation"] = "auto"
    buffer_m: float | None = None
    near_m: float | None = None
    counts: bool | None = None
    per: str = "per unit and period"


@dataclass(frozen=True)
class Fitted:
    """Everything that was estimated, before it is told.

    Args:
        panel: The panel, without units that were left out.
        outcome: Name of the outcome.
        options: As they were used, which may be otherwise than asked where no unit goes without the measure.
        cells: The cells.
        summing: Them, ready to be summed.
        plain: The same with covariates taken out, for everything that is estimated many times.
        adjusting: Covariates within which units are compared; None for none.
        contrasts: The overall effect, then that at each distance from the start.
        distances: Those distances.
        found: Estimates of the contrasts.
        effects: Effects of the cells, shape (cohorts, periods).
        errors: Their standard errors.
        values: Estimates of the contrasts from `plain`.
        drawn: Placebos in place of the contrasts; None where none were asked for.
        before: What is asked of the time before the start; a start that never was comes last, where there is one.
        found_before: Its estimates.
        drawn_before: Its placebos, where standard errors are not to be believed.
        doubt: Why standard errors are not to be believed, as a clause; None where they are.
        by_permutation: Whether the interval comes from other assignments.
        warnings: What a reader must know.
    """

    panel: Panel
    outcome: str
    options: DidOptions
    cells: Cells
    summing: Summing
    plain: Summing
    adjusting: Adjusting | None
    contrasts: tuple[Contrast, ...]
    distances: tuple[int, ...]
    found: Estimates
    effects: Floats
    errors: Floats
    values: Floats
    drawn: Placebos | None
    before: tuple[Contrast, ...]
    found_before: Estimates | None
    drawn_before: Placebos | None
    doubt: str | None
    by_permutation: bool
    warnings: tuple[str, ...]


def fitted(panel: Panel, outcome: str, options: DidOptions, seed: int) -> Fitted:
    """Estimate everything.

    Args:
        panel: The panel.
        outcome: Name of the outcome.
        options: How.
        seed: What the draws of other assignments start from.
    Raises:
        EvaluationError: It cannot be estimated as it was asked.
    """
    refuse_unusable(panel, outcome, counts=options.counts)
    panel, warnings = _prepared(panel, outcome, options)
    options, fallback = _comparable(panel, outcome, options)
    cells = lay_out(panel, outcome, reading_of(options), weighted=options.weighted)
    summing = Summing(cells)
    adjusting = _adjusting(panel, options)
    plain = summing if adjusting is None else Summing(without_covariates(cells, adjusting))
    distances = by_distance(cells)
    contrasts = (overall(cells, options.aggregation), *distances.values())
    _refuse_empty(summing, contrasts[0], outcome)
    found, effects, errors = estimate(summing, contrasts, clusters=panel.clusters, adjusting=adjusting)
    values = found.values if plain is summing else estimate(plain, contrasts, clusters=panel.clusters)[0].values
    doubted = doubt(found, cells, contrasts[0], counts=options.counts)
    asked = options.inference == "permutation" or (options.inference == "auto" and doubted is not None)
    by_permutation = asked and options.draws > 0
    long = Summing(plain.cells.read(base="mean"))
    start_never = never_started(cells)
    smaller = min(int(found.treated.sum()), int((~found.treated).sum()) or int(found.treated.sum()))
    before = (*pre_trend_contrasts(cells, smaller), *([start_never] if start_never else []))
    found_before = estimate(long, before, clusters=panel.clusters)[0] if before else None
    drawn = drawn_before = None
    if options.draws:
        other = assignments(cells.labels, panel.clusters, draws=options.draws, seed=seed)
        drawn = placebos(plain, contrasts, other)
        drawn_before = placebos(long, before, other) if before and by_permutation else None
    return Fitted(
        panel, outcome, options, cells, summing, plain, adjusting, contrasts, tuple(distances), found, effects,
        errors, values, drawn, before, found_before, drawn_before, doubted, by_permutation, warnings + fallback,
    )  # fmt: skip


def _adjusting(panel: Panel, options: DidOptions) -> Adjusting | None:
    if not options.covariates:
        return None
    return Adjusting(np.column_stack([panel.covariates[name] for name in options.covariates]), options.adjustment)


def reading_of(options: DidOptions) -> Reading:
    """How cells are read under these options."""
    return Reading(options.comparison, options.base, options.anticipation)


def _prepared(panel: Panel, outcome: str, options: DidOptions) -> tuple[Panel, tuple[str, ...]]:
    said: tuple[str, ...] = ()
    if options.buffer_m is not None:
        kept = apart(panel, options.buffer_m)
        left = int((~kept).sum())
        panel = panel.pick(kept)
        said = (
            (f"{left} comparison units within {options.buffer_m:g} m of a treated unit are left out.",) if left else ()
        )
    missing = [name for name in options.covariates if name not in panel.covariates]
    if missing:
        raise EvaluationError(
            where=outcome,
            what=f"the panel has no covariate {', '.join(missing)}",
            mend="add the column, or take it out of the plan",
        )
    if options.covariates and options.weighted:
        raise EvaluationError(
            where=outcome,
            what="covariates and weights of units cannot be used together",
            mend="leave one of them out of the plan",
        )
    return panel, said + missing_warnings(panel, outcome) + time_warnings(panel)


def _comparable(panel: Panel, outcome: str, options: DidOptions) -> tuple[DidOptions, tuple[str, ...]]:
    """Fall back to units that get the measure later where none goes without it."""
    labels = lay_out(panel, outcome, reading_of(options)).labels
    cohorts = int(panel.start[panel.treated].size and len(np.unique(panel.start[panel.treated])))
    if (labels == labels.max()).any() and (panel.start[labels == labels.max()] == NEVER).any():
        return options, ()
    if (~panel.treated).any():
        return options, ()
    if cohorts < 2:
        raise EvaluationError(
            where=outcome,
            what="every unit gets the measure at the same time, so there is nothing to compare with",
            mend="add units without the measure to the panel, or name an interrupted time series in the plan",
        )
    said = (
        ()
        if options.comparison == "not-yet"
        else (
            "No unit goes without the measure: units that get it later serve as comparison until they do, and the time "
            "from the last start on shows nothing.",
        )
    )
    return replace(options, comparison="not-yet"), said


def _refuse_empty(summing: Summing, contrast: Contrast, outcome: str) -> None:
    weights = contrast.weights(summing.cells.sizes)
    effects = summing.sums(summing.cells.labels[None]).effects[0]
    if not (np.isfinite(effects) & (weights != 0)).any():
        raise EvaluationError(
            where=outcome,
            what="no treated unit can be compared with any other in the same periods",
            mend="add periods before the start or units without the measure to the panel",
        )
