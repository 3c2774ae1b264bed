"""Difference-in-differences where the measure began at one time or at several (method `did`).

Each cohort is compared with units that do not have the measure, in the same time, and the cells are put together
afterwards: so no unit that already has the measure ever serves as comparison. Standard errors come from what each
unit adds; with few treated clusters they are not to be believed, and the interval comes from other assignments of the
starts instead (`permuting`).

Source:
    Callaway and Sant'Anna (2021), J Econometrics 225(2), 200-230, doi:10.1016/j.jeconom.2020.12.001.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pyarrow as pa

from tidegate.errors import EvaluationError
from tidegate.evaluation.effect import Check, Effect, Point
from tidegate.evaluation.effects.adjusted import Adjusting, Adjustment, without_covariates
from tidegate.evaluation.effects.cells import OUT, Base, Cells, Comparison, Reading, Summing, lay_out
from tidegate.evaluation.effects.conditions import missing_warnings, refuse_unusable, time_warnings
from tidegate.evaluation.effects.contrasts import Aggregation, Contrast, by_distance, never_started, overall
from tidegate.evaluation.effects.influence import Estimates, estimate
from tidegate.evaluation.effects.leave_one_out import leave_one_out, leave_one_out_check, parts_of
from tidegate.evaluation.effects.nearness import apart, nearness_check
from tidegate.evaluation.effects.permuting import Placebos, assignments, placebos
from tidegate.evaluation.effects.placebos import no_place_check, no_time_check, place_check, time_check
from tidegate.evaluation.effects.pre_trends import pre_trend_check, pre_trend_contrasts
from tidegate.evaluation.effects.sensitivity import block_contrasts, drifting, sensitivity_check
from tidegate.evaluation.effects.two_way import decomposition, decomposition_warnings
from tidegate.evaluation.panel import Floats, Panel

FEW_CLUSTERS = 8
"""With fewer treated (or comparison) clusters standard errors are not to be believed.

Cameron and Miller (2015), J Human Resources 50(2), section VI, put the border between 5 and 10 treated clusters.
"""


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
        inference: `auto` (t, or permutation with few clusters), `t` or `permutation`.
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
class _Fit:
    """Everything that was estimated, before it is told."""

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
    by_permutation: bool
    warnings: tuple[str, ...]


def estimate_did(panel: Panel, outcome: str, *, options: DidOptions | None = None, seed: int) -> Effect:
    """Estimate what a measure did, by difference-in-differences over cohorts.

    Args:
        panel: Units by periods, with the start of each unit.
        outcome: Name of the outcome.
        options: How; None for the defaults, which are those of Callaway and Sant'Anna.
        seed: What the draws of other assignments start from; without draws it plays no part.
    Returns:
        The effect as a difference. `se` is the analytic standard error of the literature; `low`, `high` and `p` come
        from Student's t with the degrees of freedom that so many units deserve, or from permutation (`p_by`).
        Tables `group_time` (cohort, period, effect, se, units), `path`, and `decomposition` where it can be made.
    Raises:
        PanelError: The panel lacks what no method can do without.
        EvaluationError: No unit is left to compare with.
    Source:
        Callaway and Sant'Anna (2021), doi:10.1016/j.jeconom.2020.12.001.
    Example:
        >>> from numpy import array
        >>> panel = Panel(("a", "b", "c", "d"), ("1", "2"), {"thefts": array([[5, 3], [7, 4], [4.0, 4], [6, 7]])},
        ...               array([1, 1, -1, -1]))
        >>> estimate_did(panel, "thefts", options=DidOptions(draws=0), seed=1).value
        -3.0
    """
    options = options or DidOptions()
    fit = _fit(panel, outcome, options, seed)
    value, low, high, p = _overall(fit)
    checks = _checks(fit, (low, high), p, seed)
    observed = _observed(fit)
    treated, compared = _counted(fit.cells)
    starts, path, parted = fit.cells.starts, _path(fit), decomposition(fit.panel, outcome)
    return Effect(
        outcome,
        "did",
        "difference",
        options.per,
        value,
        low,
        high,
        options.level,
        p,
        "permutation" if fit.by_permutation else "t",
        float(fit.found.se[0]),
        observed - value,
        observed,
        treated,
        compared,
        int(starts.min()) - options.anticipation,
        len(panel.periods) - int(starts.min()),
        path,
        _tables(fit, path, parted),
        checks,
        _rests_on(fit),
        fit.warnings + _late_warnings(fit) + decomposition_warnings(parted),
    )


def _fit(panel: Panel, outcome: str, options: DidOptions, seed: int) -> _Fit:
    refuse_unusable(panel, outcome, counts=options.counts)
    panel, warnings = _prepared(panel, outcome, options)
    options, fallback = _comparable(panel, outcome, options)
    cells = lay_out(panel, outcome, _reading(options), weighted=options.weighted)
    summing = Summing(cells)
    adjusting = _adjusting(panel, options)
    plain = summing if adjusting is None else Summing(without_covariates(cells, adjusting))
    distances = by_distance(cells)
    contrasts = (overall(cells, options.aggregation), *distances.values())
    _refuse_empty(summing, contrasts[0], outcome)
    found, effects, errors = estimate(summing, contrasts, clusters=panel.clusters, adjusting=adjusting)
    values = found.values if plain is summing else estimate(plain, contrasts, clusters=panel.clusters)[0].values
    by_permutation = _by_permutation(found, options)
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
    return _Fit(
        panel, outcome, options, cells, summing, plain, adjusting, contrasts, tuple(distances), found, effects,
        errors, values, drawn, before, found_before, drawn_before, by_permutation, warnings + fallback,
    )  # fmt: skip


def _adjusting(panel: Panel, options: DidOptions) -> Adjusting | None:
    if not options.covariates:
        return None
    return Adjusting(np.column_stack([panel.covariates[name] for name in options.covariates]), options.adjustment)


def _reading(options: DidOptions) -> Reading:
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
    labels = lay_out(panel, outcome, _reading(options)).labels
    cohorts = int(panel.start[panel.treated].size and len(np.unique(panel.start[panel.treated])))
    if (labels == labels.max()).any() and (panel.start[labels == labels.max()] == -1).any():
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


def _by_permutation(found: Estimates, options: DidOptions) -> bool:
    if options.inference != "auto" or not options.draws:
        return options.inference == "permutation" and options.draws > 0
    return _few(found)


def _few(found: Estimates) -> bool:
    treated, compared = int(found.treated.sum()), int((~found.treated).sum())
    return treated - found.lost + 1 < FEW_CLUSTERS or (0 < compared < FEW_CLUSTERS)


def _overall(fit: _Fit) -> tuple[float, float, float, float]:
    value = float(fit.found.values[0])
    if not fit.by_permutation or fit.drawn is None:
        low, high, p = (float(end[0]) for end in fit.found.intervals(fit.options.level))
        return value, low, high, p
    # Placebos know covariates only as taken out; the interval moves along with the estimate that adjusts for them.
    moved = value - float(fit.values[0])
    low, high = (float(end[0]) + moved for end in fit.drawn.intervals(fit.values, fit.options.level))
    return value, low, high, float(fit.drawn.p(fit.values)[0])


def _path(fit: _Fit) -> tuple[Point, ...]:
    values = fit.found.values
    if fit.by_permutation and fit.drawn is not None:
        # Placebos of one distance, once the effect is taken out of the cells that really were under the measure.
        away = np.abs(fit.drawn.values - fit.values[0] * fit.drawn.taken) / fit.drawn.noise * fit.drawn.own
        reach = np.quantile(away, fit.options.level, axis=0, method="higher")
        low, high = values - reach, values + reach
    else:
        low, high, _ = fit.found.intervals(fit.options.level)
    counts = np.bincount(fit.cells.labels[fit.cells.labels >= 0], minlength=fit.cells.cohorts + 1)[:-1]
    made = []
    for i, e in enumerate(fit.distances, start=1):
        units = int(counts[(fit.contrasts[i].parts[0] != 0).any(axis=1)].sum())
        made.append(Point(e, float(values[i]), float(low[i]), float(high[i]), units))
    return tuple(made)


def _observed(fit: _Fit) -> float:
    sums = fit.summing.sums(fit.cells.labels[None])
    weights = fit.contrasts[0].weights(fit.cells.sizes) * np.isfinite(fit.effects)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = sums.of_treated[0] / sums.treated[0]
    return float((weights * np.where(weights != 0, mean, 0)).sum() / weights.sum())


def _counted(cells: Cells) -> tuple[int, int]:
    treated = int(((cells.labels >= 0) & (cells.labels < cells.cohorts)).sum())
    never = int((cells.labels == cells.cohorts).sum())
    later = int((cells.labels > 0).sum()) - never if cells.reading.comparison == "not-yet" else 0
    return treated, never + later


def _tables(fit: _Fit, path: tuple[Point, ...], parted: pa.Table | None) -> dict[str, pa.Table]:
    g, t = np.nonzero(np.isfinite(fit.effects))
    labels = fit.panel.periods
    counts = np.bincount(fit.cells.labels[fit.cells.labels >= 0], minlength=fit.cells.cohorts + 1)
    made = {
        "group_time": pa.table(
            {
                "cohort": [labels[fit.cells.starts[i]] for i in g],
                "period": [labels[j] for j in t],
                "since": fit.cells.since[g, t],
                "effect": fit.effects[g, t],
                "se": fit.errors[g, t],
                "units": counts[g],
            }
        )
    }
    made["path"] = pa.table(
        {name: [getattr(point, name) for point in path] for name in ("at", "value", "low", "high", "units")}
    )
    return made if parted is None else {**made, "decomposition": parted}


def _checks(fit: _Fit, interval: tuple[float, float], p: float, seed: int) -> tuple[Check, ...]:
    claimed = not interval[0] <= 0 <= interval[1] and bool(np.isfinite(interval).all()) and p < 1 - fit.options.level
    parts = parts_of(fit.cells, fit.panel.units, fit.panel.periods, fit.panel.clusters, _pull(fit))
    without = leave_one_out(fit.plain, parts, fit.options.aggregation)
    plain = float(fit.values[0])
    made = [
        *_before_checks(fit),
        _place(fit, claimed),
        leave_one_out_check(plain, parts, without, claimed=claimed),
        _sensitivity(fit),
    ]
    if fit.options.near_m is not None:
        made.append(
            nearness_check(
                fit.panel, fit.outcome, _reading(fit.options), fit.options.near_m, draws=fit.options.draws, seed=seed
            )
        )
    return tuple(made)


def _before_checks(fit: _Fit) -> Sequence[Check]:
    value = float(fit.values[0])
    if fit.found_before is None:
        return [pre_trend_check((), fit.found, None, effect=value, span=0), no_time_check()]
    moved = fit.before[-1].name == "never started"
    asked = fit.before[:-1] if moved else fit.before
    since = fit.cells.since
    span = float(since[since >= 0].mean() - since[fit.cells.before].mean())
    made = [pre_trend_check(asked, fit.found_before, fit.drawn_before, effect=value, span=span)]
    if not moved:
        return [*made, no_time_check()]
    low, high, p = (float(end[-1]) for end in fit.found_before.intervals(fit.options.level))
    estimated = float(fit.found_before.values[-1])
    if fit.drawn_before is not None:
        drawn = fit.drawn_before
        away = (drawn.values - value * drawn.taken) / drawn.noise * drawn.own
        p = float((1 + (np.abs(away[:, -1]) >= abs(estimated) - 1e-12).sum()) / (1 + len(away)))
        reach = float(np.quantile(np.abs(away[:, -1]), fit.options.level, method="higher"))
        low, high = estimated - reach, estimated + reach
    return [*made, time_check(estimated, low, high, p)]


def _place(fit: _Fit, claimed: bool) -> Check:
    if fit.drawn is None:
        return no_place_check()
    p = float(fit.drawn.p(fit.values)[0])
    scaled = fit.drawn.values[:, 0] / fit.drawn.noise[:, 0] * fit.drawn.own[0]
    return place_check(float(fit.values[0]), scaled, p, claimed=claimed, level=fit.options.level)


def _sensitivity(fit: _Fit) -> Check:
    cells = fit.plain.cells.read(base="mean")
    earlier, later = block_contrasts(cells)
    if len(earlier) < 2:
        return sensitivity_check(None)
    found = estimate(Summing(cells), [*earlier, *later], clusters=fit.panel.clusters)[0]
    sizes = np.array([contrast.weights(cells.sizes).astype(bool).sum() for contrast in later], dtype=np.float64)
    sizes /= sizes.sum()
    n = len(earlier)
    weights = np.concatenate([np.zeros(n - 1), [-1.0], sizes])
    together = replace(found, values=found.values @ weights[:, None], influence=found.influence @ weights[:, None])
    low, high, _ = together.intervals(fit.options.level)
    reach = float(high[0] - low[0]) / 2
    return sensitivity_check(drifting(found.values[:n], found.values[n:], sizes, reach))


def _pull(fit: _Fit) -> Floats:
    pull = np.zeros(len(fit.cells.labels))
    if len(fit.found.influence) == int((fit.cells.labels != OUT).sum()):
        pull[fit.cells.labels != OUT] = fit.found.influence[:, 0]
    return pull


def _rests_on(fit: _Fit) -> tuple[str, ...]:
    compared = "never get the measure" if fit.options.comparison == "never" else "do not have the measure yet"
    within = f", among units alike in {', '.join(fit.options.covariates)}" if fit.options.covariates else ""
    made = [
        f"Without the measure the treated units would have moved as those that {compared} did{within}.",
        "The measure does not act on the comparison units, neither by driving anything there nor by sparing them.",
        f"It does not act before its start{f' by more than {a} periods' if (a := fit.options.anticipation) else ''}.",
    ]
    if fit.by_permutation:
        made.append(
            "The starts could as well have fallen on the other units: the interval comes from such other assignments, "
            "with one effect for all units."
        )
    else:
        alone = "clusters" if fit.panel.clusters is not None else "units"
        made.append(f"Chance strikes the {alone} one by one; within each, periods may hang together in any way.")
    return tuple(made)


def _late_warnings(fit: _Fit) -> tuple[str, ...]:
    said = []
    treated = int(fit.found.treated.sum())
    if _few(fit.found):
        what = f"There are {treated} treated and {int((~fit.found.treated).sum())} comparison clusters"
        said.append(
            f"{what}: standard errors are not to be believed; the interval comes from other assignments of the starts."
            if fit.by_permutation
            else f"{what}: the interval rests on standard errors that are not to be believed with so few."
        )
    if fit.by_permutation and fit.drawn is not None and (len(fit.drawn.values) + 1) * (1 - fit.options.level) <= 1:
        said.append(
            f"There are only {len(fit.drawn.values)} other assignments of the starts: whatever the measure does, no "
            f"effect can be shown at {fit.options.level:.0%}."
        )
    return tuple(said)
