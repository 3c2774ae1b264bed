"""What became of the outcomes around the places under the measure: displacement, diffusion, and both weighed.

By the weighted displacement difference; where the plan compares counts as ratios and names areas, by that method.
What cannot be estimated is told with its reason and stops nothing else.
"""

import importlib
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa

from tidegate.errors import EvaluationError, TidegateError
from tidegate.evaluation.effect import Effect
from tidegate.evaluation.estimating import ESTIMATORS, comparing_of
from tidegate.evaluation.judging import seen
from tidegate.evaluation.panel import NEVER, Panel
from tidegate.evaluation.plan import Outcome, Plan, compared
from tidegate.evaluation.telling.concluding import Asked
from tidegate.evaluation.telling.material import Answered, Around, Part
from tidegate.evaluation.telling.quoted import refusal_text
from tidegate.evaluation.telling.sentences import tell_effect
from tidegate.evaluation.telling.words import say

Progress = Callable[[str, float], None]


def look_around(
    plan: Plan, panel: Panel, answered: Sequence[Answered], *, seed: int, language: str, progress: Progress
) -> tuple[Around, ...]:
    """Look at what lies around the places, for every outcome that counts something.

    Args:
        plan: The plan.
        panel: Its panel.
        answered: Its outcomes.
        seed: Seed of what is drawn.
        language: `en` or `nl`.
        progress: Is told the stage and the share done, 0 to 1.
    Returns:
        One for each outcome looked at; empty where the plan names neither rings nor areas.
    """
    if plan.displacement is None or plan.analysis.method not in ESTIMATORS:
        return ()
    found = []
    counted = [(o, a) for o, a in zip(plan.outcomes, answered, strict=True) if o.count]
    for number, (outcome, one) in enumerate(counted):
        progress("displacement", number / len(counted))
        found.append(_moved(plan, panel, outcome, one, seed, language))
    progress("displacement", 1.0)
    return tuple(found)


def _moved(plan: Plan, panel: Panel, outcome: Outcome, one: Answered, seed: int, language: str) -> Around:
    label = say("around_label", language, label=outcome.name)
    try:
        effect = displaced(plan, panel, outcome.column, seed=seed)
    except TidegateError as refusal:
        return Around(
            outcome.name, Part((say("not_refused", language, label=label, why=refusal_text(refusal, language)),))
        )
    asked = Asked(label, one.asked.expected, None, seen(effect))
    tables = {name: effect.tables[name] for name in ("parts", "rings", "counts") if name in effect.tables}
    if (told := quotient(plan, panel, outcome.column, seed=seed)) is not None:
        tables["displacement_quotient"] = told
    part = Part((tell_effect(effect, asked, language).text,), effect.warnings, tables)
    rows = effect.tables["parts"].to_pylist() if "parts" in effect.tables else []
    local = next(((r["value"], r["low"], r["high"]) for r in rows if r["part"] == "local"), None)
    return Around(outcome.name, part, effect.tables.get("rings"), local, effect.per)


def displaced(plan: Plan, panel: Panel, column: str, *, seed: int) -> Effect:
    """Estimate what became of an outcome around the places under the measure.

    By the weighted displacement difference; where the plan compares counts as ratios and names areas, by that method,
    which takes starts that differ.

    Args:
        plan: The plan; its rings or named areas are looked at.
        panel: Its panel.
        column: Column of the outcome, a count.
        seed: Seed of what is drawn.
    Raises:
        EvaluationError: The plan names neither rings nor areas, or the panel cannot answer.
    """
    if plan.analysis.method == "count-did" and plan.displacement is not None and plan.displacement.areas:
        return _around_counts(plan, panel, column, seed=seed)
    module = importlib.import_module(ESTIMATORS["wdd"].module)
    kind = getattr(module, ESTIMATORS["wdd"].options)
    made = kind(part="displacement", level=plan.analysis.level)
    made = replace(made, comparing=comparing_of(plan, made.comparing, {}))
    effect: Effect = getattr(module, ESTIMATORS["wdd"].function)(panel, column, options=made, seed=seed)
    return effect


def quotient(plan: Plan, panel: Panel, column: str, *, seed: int) -> pa.Table | None:
    """Give the weighted displacement quotient with gross, net and total net effect, where it can be told.

    Args:
        plan: The plan; its rings or named areas are looked at.
        panel: Its panel.
        column: Column of the outcome, a count.
        seed: Seed of what is drawn.
    Returns:
        A table for the report; None where starts differ, or the panel cannot answer.
    """
    if plan.displacement is None or len(set(panel.start[panel.treated].tolist())) != 1:
        return None
    module = importlib.import_module("tidegate.evaluation.displacement.quotient")
    made = importlib.import_module("tidegate.evaluation.displacement.comparing").Comparing()
    try:
        found = module.estimate_wdq(
            panel, column, comparing=comparing_of(plan, made, {}), seed=seed, level=plan.analysis.level
        )
    except EvaluationError:
        return None
    table: pa.Table = module.quotient_table(found)
    return table


def _around_counts(plan: Plan, panel: Panel, column: str, *, seed: int) -> Effect:
    """Take what lies around the places of the measure for treated, from the same starts on.

    What lies around places it is compared with is the comparison; where the plan names none, these places are.
    """
    assert plan.displacement is not None, "asked for before"
    place = {unit: i for i, unit in enumerate(panel.units)}
    begun: dict[int, int] = {}
    beside: set[int] = set()
    for unit, around in plan.displacement.areas.items():
        begins = int(panel.start[place[unit]])
        for one in around:
            if begins == NEVER:
                beside.add(place[one])
            else:
                begun[place[one]] = min(begins, begun.get(place[one], begins))
    others = sorted(beside - set(begun)) or np.flatnonzero(compared(plan, panel).marks).tolist()
    chosen = np.array([*sorted(begun), *others], dtype=np.int64)
    start = np.array([begun.get(int(i), NEVER) for i in chosen], dtype=np.int64)
    found = ESTIMATORS["count-did"]
    module = importlib.import_module(found.module)
    options = getattr(module, found.options)(level=plan.analysis.level)
    effect: Effect = getattr(module, found.function)(
        replace(panel.pick(chosen), start=start), column, options=options, seed=seed
    )
    return effect
