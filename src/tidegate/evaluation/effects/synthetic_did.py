"""Synthetic difference-in-differences: comparison units and periods weighed to look like the treated before the start.

Weights of units make a mixture that moved as the treated did, weights of periods pick the time before that tells most
about the time after; a difference-in-differences of the two follows. Inference is by placebos in place: units that did
not have the start take it, and the interval is as wide as what is then found.

Source:
    Arkhangelsky, Athey, Hirshberg, Imbens and Wager (2021), Am Econ Rev 111(12), 4088-4118,
    doi:10.1257/aer.20190159.
"""

import math
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
from scipy import stats

from tidegate.errors import EvaluationError
from tidegate.evaluation.effect import Check, Effect, Point
from tidegate.evaluation.effects.cells import Marks
from tidegate.evaluation.effects.conditions import missing_warnings, refuse_few, refuse_unusable, time_warnings
from tidegate.evaluation.effects.library import SyntheticFit, synthetic_fit
from tidegate.evaluation.effects.nearness import apart
from tidegate.evaluation.effects.placebos import BORDER, no_time_check, place_check, time_check
from tidegate.evaluation.panel import NEVER, Floats, Panel

LEAST_PERIODS = 4
"""Periods before the start; with fewer there is nothing to learn weights from."""

LEAST_COMPARISON = 10
"""Comparison units; with fewer their placebos cannot tell chance from effect."""


LEAST_DRAWS = 39
"""Placebos of a start that never was; with nineteen no p value could lie below .05, and nothing would ever be found."""


@dataclass(frozen=True)
class SyntheticDidOptions:
    """How the effect is estimated.

    Args:
        anticipation: Periods before the start in which the measure may already act; they are left out.
        level: Coverage of the interval, 0..1.
        draws: Placebos in place, at least 19; all there are where these are no more.
        buffer_m: Comparison units this near a treated unit are left out, metres; None for none.
        counts: Whether the outcome counts something; None where its values shall tell.
        leave_out: Whether every donor with weight and every treated unit is left out in turn.
        per: What one unit of the difference counts.
    """

    anticipation: int = 0
    level: float = 0.95
    draws: int = 199
    buffer_m: float | None = None
    counts: bool | None = None
    leave_out: bool = True
    per: str = "per unit and period"


def estimate_synthetic_did(
    panel: Panel, outcome: str, *, options: SyntheticDidOptions | None = None, seed: int
) -> Effect:
    """Estimate what a measure did, by synthetic difference-in-differences.

    Args:
        panel: Units by periods; all treated units start in one period.
        outcome: Name of the outcome.
        options: How; None for the defaults.
        seed: What the placebos start from.
    Returns:
        The effect. Tables `weights` (all comparison units), `period_weights`, `path`, `series` (treated beside
        synthetic).
    Raises:
        PanelError: The panel lacks what no method can do without.
        EvaluationError: Starts differ, or there are too few comparison units or periods before the start.
    Source:
        Arkhangelsky et al. (2021), algorithms 1 and 4; placebos by their rank instead of a normal interval.
    """
    options = options or SyntheticDidOptions()
    refuse_unusable(panel, outcome, counts=options.counts)
    warnings = missing_warnings(panel, outcome) + time_warnings(panel)
    values, treated, names, periods, start, more = _laid_out(panel, outcome, options)
    fit = synthetic_fit(values, treated, start)
    placebos = _placebos(fit, values, treated, start, options.draws, seed)
    draws = placebos.values
    p = _rank(fit.value, draws)
    reach = _reach(draws, options.level)
    low, high = fit.value - reach, fit.value + reach
    claimed = not low <= 0 <= high
    observed = float(values[treated][:, start:].mean())
    checks = (
        _drift(fit, placebos, start),
        _in_time(values, treated, start, options, seed),
        place_check(fit.value, draws, p, claimed=claimed, level=options.level),
        _fit_check(fit, placebos, start),
        _left_out(values, treated, start, names, fit, claimed) if options.leave_out else _nothing_left_out(),
    )
    return Effect(
        outcome,
        "synthetic-did",
        "difference",
        options.per,
        fit.value,
        low,
        high,
        options.level,
        p,
        "permutation",
        float(np.std(draws, ddof=1)) if len(draws) > 1 else None,
        observed - fit.value,
        observed,
        int(treated.sum()),
        int((~treated).sum()),
        start,
        values.shape[1] - start,
        _path(fit, start, int(treated.sum())),
        _tables(fit, values, treated, names, periods, start),
        checks,
        (
            "A mixture of comparison units that moved as the treated did before the start would have gone on doing so.",
            "The measure does not act on the comparison units, nor before its start"
            + (f" by more than {a} periods." if (a := options.anticipation) else "."),
            "Treated and comparison units scatter alike, for the interval is as wide as what chance does to others.",
        ),
        warnings + more,
    )


def _laid_out(
    panel: Panel, outcome: str, options: SyntheticDidOptions
) -> tuple[Floats, Marks, list[str], list[str], int, tuple[str, ...]]:
    starts = np.unique(panel.start[panel.treated])
    if len(starts) > 1:
        raise EvaluationError(
            where=outcome,
            what=f"the measure began at {len(starts)} different times",
            mend="name did in the plan, or evaluate one cohort at a time",
        )
    start = int(starts[0])
    said: list[str] = []
    kept = panel.treated | (panel.start == NEVER) | (panel.start >= len(panel.periods))
    if options.buffer_m is not None:
        far = apart(panel, options.buffer_m)
        kept &= far
        if (~far).any():
            said.append(
                f"{(~far).sum()} comparison units within {options.buffer_m:g} m of a treated unit are left out."
            )
    values = panel.outcome(outcome)
    time = np.asarray(np.isfinite(values).any(axis=0))
    time[max(start - options.anticipation, 0) : start] = False
    whole = np.asarray(np.isfinite(values[:, time]).all(axis=1))
    if (kept & ~whole).any():
        said.append(f"{(kept & ~whole).sum()} units lack a value and are left out, for weights need whole series.")
    kept &= whole
    treated = panel.treated[kept]
    place = int(time[:start].sum())
    refuse_few(int(treated.sum()), 1, what="treated units with a whole series", why="nothing is left", where=outcome)
    refuse_few(
        int((~treated).sum()), LEAST_COMPARISON, what="comparison units with a whole series",
        why="their placebos could not tell chance from effect", where=outcome,
    )  # fmt: skip
    refuse_few(place, LEAST_PERIODS, what="periods before the start", why="weights could not be learnt", where=outcome)
    names = [panel.units[i] for i in np.flatnonzero(kept)]
    periods = [panel.periods[t] for t in np.flatnonzero(time)]
    return values[kept][:, time], treated, names, periods, place, tuple(said)


@dataclass(frozen=True)
class _Placebos:
    """Estimates with the start given to units that did not have it.

    Args:
        values: The estimates.
        drifts: Straight lines through the gap before the start, per period.
        misses: How far the mixture is from the units before the start, as a standard deviation over the periods.
    """

    values: Floats
    drifts: Floats
    misses: Floats


def _placebos(fit: SyntheticFit, values: Floats, treated: Marks, start: int, draws: int, seed: int) -> _Placebos:
    """Give the start to units that did not have it.

    Where one unit is treated every comparison unit takes its place once, with the others to mix from. Where several
    are, groups of as many are drawn from all units, and what the measure is estimated to have done is taken off the
    treated first: a group then leaves as many units to mix from as the measure left, and scatters as the estimate does.
    """
    count = int(treated.sum())
    if count == 1:
        pool = values[~treated]
        rng = np.random.default_rng(seed)
        places = np.arange(len(pool)) if len(pool) <= draws else rng.permutation(len(pool))[:draws]
        chosen = places[:, None]
    else:
        pool = values.copy()
        pool[treated, start:] -= fit.value
        rng = np.random.default_rng(seed)
        chosen = np.array([rng.permutation(len(pool))[:count] for _ in range(draws)])
    made = []
    for places in chosen:
        marks = np.zeros(len(pool), dtype=np.bool_)
        marks[places] = True
        placebo = synthetic_fit(pool, marks, start)
        made.append((placebo.value, _slope(placebo, start), _miss(placebo, start)))
    found = np.array(made)
    # From the time before the start nothing was taken off, so that drifts and misses are as they are.
    return _Placebos(found[:, 0] * (_as_t(len(pool)) if count > 1 else 1.0), found[:, 1], found[:, 2])


def _as_t(units: int) -> float:
    """By how much groups scatter less once the estimate is taken off, than a t interval of two groups allows for.

    What was taken off cost one degree of freedom, and how much units scatter is known from these units alone. Dealing
    labels out anew without taking anything off comes to the same t (Fisher 1935, The Design of Experiments).
    """
    return float(stats.t.ppf(0.975, units - 2) / stats.norm.ppf(0.975) * np.sqrt((units - 1) / (units - 2)))


def _slope(fit: SyntheticFit, start: int) -> float:
    time = np.arange(start) - (start - 1) / 2
    return float(time @ fit.path[:start] / (time @ time))


def _miss(fit: SyntheticFit, start: int) -> float:
    return float(np.std(fit.path[:start]))


def _as_far(own: float, placebos: Floats) -> int:
    """Number of placebos that reach as far."""
    return int((np.abs(placebos) >= abs(own) - 1e-12).sum())


def _rank(own: float, placebos: Floats) -> float:
    """Share of placebos, the estimate counted among them, that reach as far."""
    return (1 + _as_far(own, placebos)) / (1 + len(placebos))


def _reach(draws: Floats, level: float) -> float:
    """How far placebos reach, so that the interval agrees with their rank."""
    away = np.sort(np.abs(draws))[::-1]
    rank = math.floor((1 - level) * (len(draws) + 1) + 1e-9)
    return float(away[rank - 1]) if rank >= 1 else float("inf")


def _holds(p: float, placebos: Floats) -> bool | None:
    """Whether a check holds; not known where there are too few placebos for it ever to break."""
    return None if 1 / (1 + len(placebos)) >= BORDER else p >= BORDER


def _drift(fit: SyntheticFit, placebos: _Placebos, start: int) -> Check:
    """What drifted away from its mixture before the start would have drifted on."""
    own = _slope(fit, start)
    p = _rank(own, placebos.drifts)
    return Check(
        "pre-trend",
        "Same movement before the start",
        _holds(p, placebos.drifts),
        f"Before the start the treated move away from the mixture by {own:.3g} per period; of {len(placebos.drifts)} "
        f"placebos {_as_far(own, placebos.drifts)} move away as fast (p {p:.3f}).",
        p,
        BORDER,
    )


def _in_time(values: Floats, treated: Marks, start: int, options: SyntheticDidOptions, seed: int) -> Check:
    after = min(values.shape[1] - start, start // 2)
    if start - after < LEAST_PERIODS:
        return no_time_check()
    before = values[:, :start]
    found = synthetic_fit(before, treated, start - after)
    draws = _placebos(found, before, treated, start - after, max(LEAST_DRAWS, min(options.draws, 99)), seed).values
    reach = _reach(draws, options.level)
    check = time_check(found.value, found.value - reach, found.value + reach, p := _rank(found.value, draws))
    return replace(check, holds=_holds(p, draws))


def _fit_check(fit: SyntheticFit, placebos: _Placebos, start: int) -> Check:
    own = _miss(fit, start)
    p = _rank(own, placebos.misses)
    return Check(
        "fit",
        "fit before the start",
        _holds(p, placebos.misses),
        f"Before the start the mixture misses the movement of the treated by {own:.3g} (standard deviation over the "
        f"periods); of {len(placebos.misses)} placebos {_as_far(own, placebos.misses)} are missed by as much "
        f"(p {p:.3f}).",
        p,
        BORDER,
    )


def _left_out(
    values: Floats,
    treated: Marks,
    start: int,
    names: list[str],
    fit: SyntheticFit,
    claimed: bool,
) -> Check:
    donors = np.flatnonzero(~treated)
    heavy = donors[np.argsort(-fit.unit_weights, kind="stable")[:10]]
    own = np.flatnonzero(treated) if treated.sum() > 1 else np.zeros(0, dtype=np.int64)
    rows = []
    for kind, places in (("treated", own[:20]), ("comparison", heavy)):
        for i in places:
            kept = np.arange(len(values)) != i
            rows.append((kind, names[i], synthetic_fit(values[kept], treated[kept], start).value))
    without = np.array([value for _, _, value in rows])
    worst = int(np.argmax(np.abs(without - fit.value)))
    left = float((without / fit.value).min()) if fit.value else 0.0
    return Check(
        "leave one out",
        "One unit left out",
        left >= 0.5 if claimed else True,
        f"Without {rows[worst][1]} the estimate moves furthest, from {fit.value:.3g} to {without[worst]:.3g}.",
        left if claimed else None,
        0.5 if claimed else None,
        pa.table(dict(zip(("kind", "left out", "value"), zip(*rows, strict=True), strict=True))),
    )


def _nothing_left_out() -> Check:
    return Check("leave one out", "One unit left out", None, "Nothing was left out, because it was not asked for.")


def _path(fit: SyntheticFit, start: int, units: int) -> tuple[Point, ...]:
    # Placebos were drawn for the whole; a single period has no interval of its own.
    nothing = float("nan")
    return tuple(Point(t - start, float(v), nothing, nothing, units) for t, v in enumerate(fit.path))


def _tables(
    fit: SyntheticFit,
    values: Floats,
    treated: Marks,
    names: list[str],
    periods: list[str],
    start: int,
) -> dict[str, pa.Table]:
    donors = [name for name, own in zip(names, treated.tolist(), strict=True) if not own]
    return {
        "weights": pa.table({"unit": donors, "weight": fit.unit_weights}),
        "period_weights": pa.table({"period": periods[:start], "weight": fit.period_weights}),
        "series": pa.table(
            {
                "period": periods,
                "treated": values[treated].mean(axis=0),
                "synthetic": values[treated].mean(axis=0) - fit.path,
            }
        ),
        "path": pa.table({"at": np.arange(len(fit.path)) - start, "value": fit.path}),
    }
