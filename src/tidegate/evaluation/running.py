"""A plan run on its panel: every outcome estimated as the plan says, judged together, with what lay around it.

Values in, values out. What cannot be estimated is told with its reason and stops nothing else.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from statistics import NormalDist

import numpy as np
import pyarrow as pa

from tidegate.documents import words as w
from tidegate.documents.charts import Carried
from tidegate.errors import EvaluationError, TidegateError
from tidegate.evaluation.effect import Effect
from tidegate.evaluation.estimating import ESTIMATORS, displaced, estimate, quotient, used_panel
from tidegate.evaluation.implementing import tell_implementation
from tidegate.evaluation.panel import Panel
from tidegate.evaluation.plan import Frozen, Outcome, Plan, answerable, compared, deviations, methods, used_of
from tidegate.evaluation.plan.laying import planned
from tidegate.evaluation.process import process_of, without_effects
from tidegate.evaluation.telling.material import Answered, Around, Chain, Lock, Material, Part
from tidegate.evaluation.telling.sentences import Asked, tell_effect
from tidegate.evaluation.telling.words import say
from tidegate.evaluation.worth import Money, tell_money
from tidegate.statistics.multiple import benjamini_hochberg, holm

Progress = Callable[[str, float], None]

_POWER = 0.8
"""In how many of ten cases a change should be seen for it to count as one that could be seen."""


@dataclass(frozen=True)
class Run:
    """What a run is given beside its plan and panel.

    Args:
        on: The day of the report.
        seed: Seed of everything that is drawn.
        language: `en` or `nl`.
        frozen: The frozen plan; None where there is none.
        chain: The chain of counts.
        done: Planned against done (contract `IMPLEMENTATION`); None for what the panel says.
        money: Costs and prices; None for the costs that the plan names.
        inputs: Name of each file to its SHA-256.
        versions: Name of each library to its version.
    """

    on: date
    seed: int
    language: str = "en"
    frozen: Frozen | None = None
    chain: Chain = field(default_factory=Chain)
    done: pa.Table | None = None
    money: Money | None = None
    inputs: Mapping[str, str] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)


def run_plan(plan: Plan, panel: Panel, run: Run, *, progress: Progress) -> Material:
    """Run a plan; one that its own check calls unanswerable is run as a process evaluation and estimates nothing.

    Args:
        plan: The plan.
        panel: Its panel, as `lay_out` gives it.
        run: What else is given.
        progress: Is told the stage and the share done, 0 to 1.
    Returns:
        All that its report is told from; the same plan, panel and seed give the same.
    """
    answer = answerable(plan, panel)
    plan, process = process_of(plan, answer, run.language)
    answered = (
        _answered(plan, panel, run, progress)
        if process is None
        else without_effects(plan.outcomes, process, run.language)
    )
    if run.done is None:
        implementation, carried = _implementation(plan, panel, run.language)
    else:
        among = used_panel(plan, panel)
        others = tuple(u for u, treated in zip(among.units, among.treated, strict=True) if not treated)
        implementation, carried = tell_implementation(run.done, answered, others, run.language)
    money, cost = _money(plan, panel, answered, run)
    harms, crossed = _harms(plan, panel, run.language)
    said = deviations(run.frozen, used_of(plan, panel, periods=run.frozen.periods)) if run.frozen else ()
    lock = Lock(run.frozen.on, run.frozen.signed, run.frozen.sha256) if run.frozen else None
    return Material(
        id=plan.id, title=plan.title, measure=plan.measure.what, by=plan.measure.by, on=run.on,
        method=methods()[plan.analysis.method].title, answered=answered, lock=lock,
        deviations=tuple(d.says for d in said) + _other_seed(plan, run),
        theory={name: getattr(plan.theory, name) for name in (
            "inputs", "activities", "outputs", "mechanisms", "outcomes", "assumptions", "risks", "possible_harm")},
        process=process, facts=_facts(plan, panel, run.language), around=_around(plan, panel, run, answered, progress),
        implementation=implementation, carried=carried, money=money, cost_eur=cost, chain=run.chain, harms=harms,
        warnings=(*crossed, *answer.warnings), inputs=run.inputs, versions=run.versions,
        seed=run.seed, language=run.language,
    )  # fmt: skip


def _other_seed(plan: Plan, run: Run) -> tuple[str, ...]:
    if run.frozen is None or run.seed == run.frozen.plan.seed or plan.seed == run.seed:
        return ()
    return (say("other_seed", run.language, planned=run.frozen.plan.seed, used=run.seed),)


def _answered(plan: Plan, panel: Panel, run: Run, progress: Progress) -> tuple[Answered, ...]:
    cells = int(panel.under.sum())
    found: list[Answered] = []
    for number, outcome in enumerate(plan.outcomes):
        progress("estimates", number / len(plan.outcomes))
        found.append(_answer(plan, panel, outcome, cells, run.seed))
    progress("estimates", 1.0)
    ps = adjusted([p_of(one.effect) for one in found], plan.analysis.multiplicity)
    return tuple(
        replace(one, asked=replace(one.asked, p=p, outcomes=len(found))) for one, p in zip(found, ps, strict=True)
    )


def _answer(plan: Plan, panel: Panel, outcome: Outcome, cells: int, seed: int) -> Answered:
    expected = {"down": "down", "up": "up"}.get(outcome.direction)
    asked = Asked(outcome.name, expected, outcome.smallest_effect, cells=cells, count=outcome.count)  # type: ignore[arg-type]
    try:
        effect = estimate(plan, panel, outcome.column, seed=seed)
    except EvaluationError as refusal:
        return Answered(outcome.name, replace(asked, refused=str(refusal)), None, recorded_by=outcome.recorded_by)
    return Answered(outcome.name, replace(asked, seen=seen(effect)), effect, recorded_by=outcome.recorded_by)


def p_of(effect: Effect | None) -> float:
    """Give the p value of an effect; where its method has none, the one its interval stands for.

    Args:
        effect: The effect; None where there is none.
    Returns:
        The p value; not a number where nothing can be told.
    Example:
        >>> round(p_of(Effect("x", "wdd", "difference", "", -19.6, -39.2, 0.0)), 3)
        0.05
    """
    if effect is None:
        return math.nan
    if effect.p is not None:
        return effect.p
    error = _error(effect)
    value = _on_scale(effect, effect.value)
    return math.nan if error is None or value is None else 2 * (1 - NormalDist().cdf(abs(value) / error))


def seen(effect: Effect) -> float | None:
    """Say how large a change would have been shown in four of five cases, read off the width of the interval.

    Args:
        effect: The effect.
    Returns:
        The share; None where it cannot be told. It says what this analysis could see, whatever it saw.
    Example:
        >>> round(seen(Effect("x", "did", "difference", "", -1.0, -2.96, 0.96, without=10.0)), 2)
        0.28
    """
    error = _error(effect)
    if error is None:
        return None
    normal = NormalDist()
    least = (normal.inv_cdf((1 + effect.level) / 2) + normal.inv_cdf(_POWER)) * error
    if effect.scale == "ratio":
        return 1 - math.exp(-least)
    if effect.without is None or not math.isfinite(effect.without) or effect.without <= 0:
        return None
    return float(least / effect.without)


def _on_scale(effect: Effect, value: float) -> float | None:
    if effect.scale == "difference":
        return float(value)
    return math.log(value) if value > 0 else None


def _error(effect: Effect) -> float | None:
    """Give half the width of the interval in units of a normal error, on the scale on which it is even."""
    low, high = _on_scale(effect, effect.low), _on_scale(effect, effect.high)
    if low is None or high is None or not (math.isfinite(low) and math.isfinite(high) and low < high):
        return None
    return (high - low) / 2 / NormalDist().inv_cdf((1 + effect.level) / 2)


def adjusted(ps: Sequence[float], rule: str) -> list[float | None]:
    """Allow for how many outcomes were looked at.

    Args:
        ps: Their p values; not a number where there is none.
        rule: `holm`, `bonferroni`, `benjamini-hochberg` or `none`.
    Returns:
        The adjusted values; None where there is no p value, where there is one outcome, or where nothing is adjusted.
    Example:
        >>> adjusted([0.01, 0.04], "bonferroni"), adjusted([0.01], "holm")
        ([0.02, 0.08], [None])
    """
    values = np.asarray(ps, dtype=np.float64)
    if len(values) < 2 or rule == "none":
        return [None] * len(values)
    known = np.isfinite(values)
    if rule == "bonferroni":
        made = np.minimum(values * known.sum(), 1.0)
    elif rule == "benjamini-hochberg":
        made = np.full(len(values), np.nan)
        made[known] = benjamini_hochberg(values[known])
    else:
        made = holm(values)
    return [float(p) if ok else None for p, ok in zip(made, known, strict=True)]


def _facts(plan: Plan, panel: Panel, language: str) -> dict[str, str | int]:
    treated = planned(panel)
    begun = sorted({panel.periods[int(s)] for s in panel.start[panel.treated]})
    return {
        say("fact_treated", language): int(treated.sum()),
        **({say("fact_compared", language): number} if (number := compared(plan, panel).number) else {}),
        say("fact_periods", language): f"{panel.periods[0]} – {panel.periods[-1]} ({len(panel.periods)})",  # noqa: RUF001
        say("fact_starts", language): ", ".join(begun[:6]) + (f" … ({len(begun)})" if len(begun) > 6 else ""),
    }


def _implementation(plan: Plan, panel: Panel, language: str) -> tuple[Part | None, tuple[Carried, ...]]:
    """Add up what the panel says was planned and done in the places under the measure."""
    if plan.fidelity is None:
        return None, ()
    treated = np.flatnonzero(planned(panel))
    ahead, made = panel.outcome(plan.fidelity.planned), panel.outcome(plan.fidelity.done)
    carried = tuple(
        Carried(
            panel.units[i],
            float(np.nansum(ahead[i])),
            float(np.nansum(made[i])) if np.isfinite(made[i]).any() else None,
        )
        for i in treated
    )
    whole = sum(c.planned for c in carried)
    done = sum(c.done or 0.0 for c in carried)
    share = f"{done / whole:.0%}" if whole else say("unknown", language)
    says = say("implemented", language, done=f"{done:g}", planned=f"{whole:g}", share=share)
    return Part((says,)), carried


def _harms(plan: Plan, panel: Panel, language: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Hold what was watched for harm against its border."""
    told, crossed = [], []
    for harm in plan.harm:
        worst = _worst(panel, harm.column, harm.direction, since_start=harm.counted == "since the start")
        if worst is None:
            told.append(say("harm_unknown", language, who=harm.who, what=harm.measure))
            continue
        over = worst > harm.threshold if harm.direction == "up" else worst < harm.threshold
        words = {"who": harm.who, "what": harm.measure, "worst": f"{worst:g}", "border": f"{harm.threshold:g}"}
        told.append(say("harm_crossed" if over else "harm_kept", language, **words, stop=harm.stop))
        crossed += [told[-1]] if over else []
    return tuple(told), tuple(crossed)


def _worst(panel: Panel, column: str, direction: str, *, since_start: bool) -> float | None:
    values = np.where(panel.under, panel.outcome(column), np.nan)
    whole = np.isfinite(values).any(axis=0)
    if not whole.any():
        return None
    by_period = np.nansum(values[:, whole], axis=0)
    if since_start:
        return float(by_period.sum())
    return float(by_period.max() if direction == "up" else by_period.min())


def _money(plan: Plan, panel: Panel, answered: Sequence[Answered], run: Run) -> tuple[Part | None, float | None]:
    """Tell costs and benefits from tables; without them, the costs that the plan names."""
    if run.money is not None:
        return tell_money(plan, panel, answered, run.money, seed=run.seed, language=run.language)
    if not plan.measure.costs:
        return None, None
    says = tuple(
        say("cost_line", run.language, partner=c.partner, kind=c.kind, year=c.year or "?",
            amount=w.number(c.amount_eur, run.language))
        for c in plan.measure.costs
    )  # fmt: skip
    return Part((*says, say("costs_only", run.language))), sum(c.amount_eur for c in plan.measure.costs)


def _around(plan: Plan, panel: Panel, run: Run, answered: Sequence[Answered], progress: Progress) -> tuple[Around, ...]:
    """Look at what lies around the places, for every outcome that counts something."""
    if plan.displacement is None or plan.analysis.method not in ESTIMATORS:
        return ()
    found = []
    counted = [(o, a) for o, a in zip(plan.outcomes, answered, strict=True) if o.count]
    for number, (outcome, one) in enumerate(counted):
        progress("displacement", number / len(counted))
        found.append(_moved(plan, panel, outcome, one, run))
    progress("displacement", 1.0)
    return tuple(found)


def _moved(plan: Plan, panel: Panel, outcome: Outcome, one: Answered, run: Run) -> Around:
    label = say("around_label", run.language, label=outcome.name)
    try:
        effect = displaced(plan, panel, outcome.column, seed=run.seed)
    except TidegateError as refusal:
        return Around(outcome.name, Part((say("not_refused", run.language, label=label, why=str(refusal)),)))
    asked = Asked(label, one.asked.expected, None, seen(effect))
    tables = {name: effect.tables[name] for name in ("parts", "rings", "counts") if name in effect.tables}
    if (told := quotient(plan, panel, outcome.column, seed=run.seed)) is not None:
        tables["displacement_quotient"] = told
    part = Part((tell_effect(effect, asked, run.language).text,), effect.warnings, tables)
    rows = effect.tables["parts"].to_pylist() if "parts" in effect.tables else []
    local = next(((r["value"], r["low"], r["high"]) for r in rows if r["part"] == "local"), None)
    return Around(outcome.name, part, effect.tables.get("rings"), local, effect.per)
