"""Difference-in-differences where the measure began at one time or at several (method `did`).

Each cohort is compared with units that do not have the measure, in the same time, and the cells are put together
afterwards: so no unit that already has the measure ever serves as comparison. Standard errors come from what each
unit adds; with few treated clusters they are not to be believed, and the interval comes from other assignments of the
starts instead (`permuting`).

Source:
    Callaway and Sant'Anna (2021), J Econometrics 225(2), 200-230, doi:10.1016/j.jeconom.2020.12.001.
"""

import numpy as np
import pyarrow as pa

from tidegate.evaluation.effect import Effect, Point
from tidegate.evaluation.effects.cells import Cells
from tidegate.evaluation.effects.fitting import DidOptions, Fitted, fitted
from tidegate.evaluation.effects.staggered_checks import checks_of
from tidegate.evaluation.effects.two_way import decomposition, decomposition_warnings
from tidegate.evaluation.panel import Panel

__all__ = ["DidOptions", "estimate_did"]


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
    fit = fitted(panel, outcome, options, seed)
    value, low, high, p = _overall(fit)
    checks = checks_of(fit, (low, high), p, seed)
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


def _overall(fit: Fitted) -> tuple[float, float, float, float]:
    value = float(fit.found.values[0])
    if not fit.by_permutation or fit.drawn is None:
        low, high, p = (float(end[0]) for end in fit.found.intervals(fit.options.level))
        return value, low, high, p
    # Placebos know covariates only as taken out; the interval moves along with the estimate that adjusts for them.
    moved = value - float(fit.values[0])
    low, high = (float(end[0]) + moved for end in fit.drawn.intervals(fit.values, fit.options.level))
    return value, low, high, float(fit.drawn.p(fit.values)[0])


def _path(fit: Fitted) -> tuple[Point, ...]:
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


def _observed(fit: Fitted) -> float:
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


def _tables(fit: Fitted, path: tuple[Point, ...], parted: pa.Table | None) -> dict[str, pa.Table]:
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


def _rests_on(fit: Fitted) -> tuple[str, ...]:
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


def _late_warnings(fit: Fitted) -> tuple[str, ...]:
    said = []
    if fit.doubt is not None:
        said.append(
            f"{fit.doubt}: standard errors are not to be believed; the interval comes from other assignments of "
            "the starts."
            if fit.by_permutation
            else f"{fit.doubt}: the interval rests on standard errors that are not to be believed with so few."
        )
    if fit.by_permutation and fit.drawn is not None and (len(fit.drawn.values) + 1) * (1 - fit.options.level) <= 1:
        said.append(
            f"There are only {len(fit.drawn.values)} other assignments of the starts: whatever the measure does, no "
            f"effect can be shown at {fit.options.level:.0%}."
        )
    return tuple(said)
