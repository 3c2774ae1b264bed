"""Synthetic control: what a place would have seen, told by a weighted mean of places without the measure.

Meant for one or a few large places with a long series before the start. With predictors or on the outcome's path
alone; every donor and its weight are told, and every donor plays the treated one.
"""

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from tidegate.evaluation.effect import Check, Effect, Point
from tidegate.evaluation.effects.synthetic_paths import Gap, Predictor, Study, gap_of, lay_out
from tidegate.evaluation.effects.synthetic_placebo import Placebos, conformal_interval, fit_floor, placebos
from tidegate.evaluation.panel import Panel

METHOD = "synthetic-control"
LEAST_WEIGHT = 0.01
"""A donor below this weight is not left out by turns; without it next to nothing changes."""
DOUBT = 0.1
"""Border of the checks: stricter on the method than the 0.05 of a claim, for a check that passes is no proof."""

RESTS_ON = (
    "Without the measure the treated units would have gone on as their weighted donors did.",
    "The measure did not reach the donors, and nothing else befell one side alone since the start.",
    "Nobody acted on the measure before its start.",
    "The p value takes it that any of the units could have been the treated one.",
)


@dataclass(frozen=True)
class SyntheticControlOptions:
    """Choices of a synthetic control.

    Args:
        predictors: Traits to match, their importance chosen by the fit before the start; empty for the outcome's
            path alone.
        fit: First and last period that should fit; None for all before the start.
        donors: Names of the units that may give weight; empty for all without the measure.
        level: Coverage of the interval.
        searches: Starts of the search for importances, the same for the treated unit and every placebo.
        draws: Averages of placebos drawn where several units are treated.
    """

    predictors: tuple[Predictor, ...] = ()
    fit: tuple[str, str] | None = None
    donors: tuple[str, ...] = ()
    level: float = 0.95
    searches: int = 1
    draws: int = 999


def estimate_synthetic_control(
    panel: Panel, outcome: str, *, options: SyntheticControlOptions | None = None, seed: int = 0
) -> Effect:
    """Estimate the mean effect per period since the start by synthetic control.

    Args:
        panel: Units by periods; each unit keeps its own start.
        outcome: Name of the outcome.
        options: Choices; None for the outcome's path alone.
        seed: Seed of the search for importances and of the draws.
    Returns:
        The mean over the treated units of their mean gap since the start, in the outcome's unit per period, with the
        p value of the placebo test in place and its inversion as interval. Where donors are too few for the level,
        the interval comes from the order of time; that is warned of.
    Raises:
        PanelError: The panel cannot answer.
    Source:
        Abadie, Diamond and Hainmueller (2010), JASA 105, 493-505, doi:10.1198/jasa.2009.ap08746.
    """
    wishes = options or SyntheticControlOptions()
    study, warnings = lay_out(
        panel, outcome, predictors=wishes.predictors, fit=wishes.fit, donors=wishes.donors, searches=wishes.searches,
        seed=seed,
    )  # fmt: skip
    gaps = _gaps(study)
    chance = placebos(study, gaps, level=wishes.level, draws=wishes.draws, seed=seed)
    value = float(np.mean([gap.effect for gap in gaps]))
    low, high, by = _interval(study, gaps, chance, value, wishes.level)
    observed = float(np.mean([study.values[gap.unit, gap.start :].mean() for gap in gaps]))
    sure = bool(np.isfinite(low) and np.isfinite(high) and not low <= 0 <= high)
    return Effect(
        outcome,
        METHOD,
        "difference",
        f"{outcome} per unit and period",
        value,
        low,
        high,
        level=wishes.level,
        p=chance.p,
        p_by="permutation",
        without=observed - value,
        observed=observed,
        treated=len(gaps),
        comparison=len(study.donors),
        before=int(study.starts.min()),
        after=len(study.periods) - int(study.starts.min()),
        path=_path(study, gaps, chance),
        tables=_tables(study, gaps, chance, wishes.predictors),
        checks=(
            _fit_check(study, gaps, chance),
            _place_check(chance, sure, wishes.level),
            _time_check(study, wishes, seed),
            _leave_one_out(study, gaps, value, sure),
        ),
        rests_on=RESTS_ON,
        warnings=(*warnings, *by, *_warnings(study, gaps)),
    )


def _gaps(study: Study) -> tuple[Gap, ...]:
    pairs = zip(study.treated.tolist(), study.starts.tolist(), strict=True)
    return tuple(gap_of(study, unit, start, study.donors) for unit, start in pairs)


def _interval(
    study: Study, gaps: tuple[Gap, ...], chance: Placebos, value: float, level: float
) -> tuple[float, float, tuple[str, ...]]:
    if np.isfinite(chance.size):
        reach = chance.size * _fit(study, gaps)
        return value - reach, value + reach, ()
    too_few = (
        f"With {len(study.donors)} donors the placebo test in place cannot give a p value below "
        f"{1 / (len(study.donors) + 1):.3f}, so it cannot show an effect at the level of {level:.0%}"
    )
    low, high = conformal_interval(study, gaps[0], level=level)
    if np.isfinite(low) or np.isfinite(high):
        return low, high, (f"{too_few}; the interval rests on the order of time instead, for a constant effect.",)
    return low, high, (f"{too_few}, and there are too few periods for an interval from the order of time.",)


def _fit(study: Study, gaps: tuple[Gap, ...]) -> float:
    return max(float(np.sqrt(np.mean([gap.before**2 for gap in gaps]))), fit_floor(study))


def _path(study: Study, gaps: tuple[Gap, ...], chance: Placebos) -> tuple[Point, ...]:
    """Mean gap by time since the start; the band is what chance does to a mean over all periods, so it is narrow."""
    points = []
    for at in range(-max(gap.start for gap in gaps), len(study.periods) - min(gap.start for gap in gaps)):
        found = [i for i, gap in enumerate(gaps) if 0 <= gap.start + at < len(gap.path)]
        value = float(np.mean([gaps[i].path[gaps[i].start + at] for i in found]))
        theirs = np.abs(
            np.mean(
                [[each.path[each.start + at] / max(each.before, 1e-12) for each in chance.gaps[i]] for i in found], 0
            )
        )
        rank = int(np.floor(0.05 * (len(theirs) + 1) + 1e-9))
        reach = np.sort(theirs)[::-1][rank - 1] * _fit(study, tuple(gaps[i] for i in found)) if rank else float("nan")
        points.append(Point(at, value, value - reach, value + reach, len(found)))
    return tuple(points)


def _tables(
    study: Study, gaps: tuple[Gap, ...], chance: Placebos, predictors: tuple[Predictor, ...]
) -> dict[str, pa.Table]:
    names = study.units
    weights = [
        {"unit": names[gap.unit], "donor": names[donor], "weight": float(weight)}
        for gap in gaps
        for donor, weight in sorted(zip(gap.donors, gap.weights, strict=True), key=lambda pair: -pair[1])
    ]
    series = [
        {
            "unit": names[gap.unit],
            "period": period,
            "observed": float(study.values[gap.unit, t]),
            "without": float(study.values[gap.unit, t] - gap.path[t]),
            "gap": float(gap.path[t]),
            "since_start": t - gap.start,
        }
        for gap in gaps
        for t, period in enumerate(study.periods)
    ]
    floor = fit_floor(study)
    every = [(gap, "treated") for gap in gaps]
    every += [(each, "placebo") for group in {g[0].start: g for g in chance.gaps}.values() for each in group]
    placebo = [
        {
            "unit": names[gap.unit],
            "role": role,
            "start": study.periods[gap.start],
            "effect": gap.effect,
            "rmspe_before": gap.before,
            "rmspe_after": gap.after,
            "ratio": gap.after / max(gap.before, floor),
        }
        for gap, role in every
    ]
    tables = {name: pa.Table.from_pylist(rows) for name, rows in
              (("weights", weights), ("series", series), ("placebos", placebo))}  # fmt: skip
    if study.traits is not None:
        tables["predictors"] = _balance(study, gaps, predictors)
    return tables


def _balance(study: Study, gaps: tuple[Gap, ...], predictors: tuple[Predictor, ...]) -> pa.Table:
    assert study.traits is not None, "asked for only with predictors"
    rows = []
    for gap in gaps:
        for i, each in enumerate(predictors):
            trait = study.traits[:, i]
            rows.append({
                "unit": study.units[gap.unit],
                "predictor": each.name,
                "importance": float(gap.importances[i]),
                "treated": float(trait[gap.unit]),
                "synthetic": float(gap.weights @ trait[gap.donors]),
                "mean_of_donors": float(trait[gap.donors].mean()),
            })  # fmt: skip
    return pa.Table.from_pylist(rows)


def _fit_check(study: Study, gaps: tuple[Gap, ...], chance: Placebos) -> Check:
    """Doubles that fit at least twice as badly as is usual among donors, and worse than nine in ten, are none."""
    ratio = chance.fit / max(float(np.median(chance.fits)), fit_floor(study))
    share = (1 + int((chance.fits >= chance.fit).sum())) / (chance.number + 1)
    # Of several treated units one always fits badly by chance: they are judged together, and so is each draw of donors.
    who = study.units[gaps[0].unit] if len(gaps) == 1 else f"the group of {len(gaps)} treated units"
    return Check(
        "fit",
        "fit before the start",
        not (ratio > 2 and share <= DOUBT),
        f"Before the start {who} lies {chance.fit:.3g} (root mean square) from its synthetic double, {ratio:.2g} times "
        "what is usual among donors.",
        figure=ratio,
        least=2.0,
    )


def _place_check(chance: Placebos, sure: bool, level: float) -> Check:
    says = (
        f"{(chance.p * 100):.1f} % of {chance.number + 1} units or draws show a gap at least as large beside their fit "
        f"(ratio {chance.ratio:.3g})."
    )
    if not sure or 1 / (chance.number + 1) >= 1 - level:
        return Check("placebo in place", "every donor as the treated unit", None, says, chance.p, 1 - level)
    return Check("placebo in place", "every donor as the treated unit", chance.p < 1 - level, says, chance.p, 1 - level)


def _time_check(study: Study, wishes: SyntheticControlOptions, seed: int) -> Check:
    """A fake start half-way through the time before; on outcomes alone, as predictors may lie after it."""
    name = "a fake start half-way before the true one"
    first = int(study.starts.min())
    if first < 6:
        return Check("placebo in time", name, None, f"There are only {first} periods before the start; six are needed.")
    early = replace(
        study, periods=study.periods[:first], values=study.values[:, :first], fits=study.fits[:first] * 0 + 1,
        starts=np.full(len(study.treated), first // 2), traits=None,
    )  # fmt: skip
    gaps = _gaps(early)
    chance = placebos(early, gaps, level=wishes.level, draws=wishes.draws, seed=seed)
    effect = float(np.mean([gap.effect for gap in gaps])) / _fit(early, gaps)
    p = _mean_p(early, gaps, chance, effect)
    return Check(
        "placebo in time",
        name,
        p > DOUBT,
        f"With a start in {early.periods[first // 2]}, before anything was done, the gap is {effect:.2g} times the fit "
        f"(p = {p:.3f} among the donors).",
        figure=p,
        least=DOUBT,
    )


def _mean_p(study: Study, gaps: tuple[Gap, ...], chance: Placebos, effect: float) -> float:
    """Rank of the mean gap, which unlike the root mean square does not rise with noise alone."""
    if len(gaps) > 1:
        return chance.p
    floor = fit_floor(study)
    theirs = np.array([abs(g.effect) / max(g.before, floor) for g in chance.gaps[0]])
    return (1 + int((theirs >= abs(effect) * (1 - 1e-12)).sum())) / (len(theirs) + 1)


def _leave_one_out(study: Study, gaps: tuple[Gap, ...], value: float, sure: bool) -> Check:
    heavy = sorted({int(d) for gap in gaps for d, w in zip(gap.donors, gap.weights, strict=True) if w >= LEAST_WEIGHT})
    names, found = [], []
    for donor in heavy if len(study.donors) > 2 else []:
        left = study.donors[study.donors != donor]
        without = [g if g.weights[g.donors == donor].sum() < LEAST_WEIGHT else gap_of(study, g.unit, g.start, left)
                   for g in gaps]  # fmt: skip
        names.append(study.units[donor])
        found.append(float(np.mean([g.effect for g in without])))
    name = "without each donor in turn"
    if not found:
        return Check("leave one out", name, None, "There are too few donors to leave one out.")
    same = all(np.sign(each) == np.sign(value) for each in found)
    return Check(
        "leave one out",
        name,
        same if sure else None,
        f"Without one donor at a time the estimate runs from {min(found):.4g} to {max(found):.4g}.",
        figure=max(abs(each - value) for each in found),
        table=pa.table({"left_out": names, "estimate": found}),
    )


def _warnings(study: Study, gaps: tuple[Gap, ...]) -> tuple[str, ...]:
    said = []
    if study.traits is None and any(len(gap.donors) > gap.start for gap in gaps):
        said.append(
            "There are more donors than periods before the start, so other weights may fit as well; look at the fake "
            "start and at leaving out donors."
        )
    if any(gap.before <= fit_floor(study) for gap in gaps):
        said.append("The double fits the time before the start all but perfectly; it may follow chance, not the place.")
    if any(gap.weights.max() > 0.9 for gap in gaps):
        said.append("One donor carries more than nine tenths of the weight; what befell it alone is in the estimate.")
    return tuple(said)
