"""On how few places an outcome lies, before and after, told for a report.

A description, no effect: nothing is compared in it, and a change of the whole city shows as well. Every outcome of a
plan that counts something is looked at over all places of its panel.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from tidegate.documents import words as w
from tidegate.errors import PanelError
from tidegate.evaluation.concentration import BeforeAfter, Moved, concentration_before_after
from tidegate.evaluation.panel import Panel
from tidegate.evaluation.plan import Outcome, Plan
from tidegate.evaluation.telling.material import Gathered, Part
from tidegate.evaluation.telling.quoted import quoted
from tidegate.evaluation.telling.words import say
from tidegate.statistics import nearest

Progress = Callable[[str, float], None]

FEWEST_PLACES = 5
"""Places below which it says nothing that a few of them hold much."""

NEIGHBOURS = 8
"""Nearest places that count as neighbours for Gi* and LISA, as in the picture's squares."""

_DRAWS = 199


def look_at_concentration(
    plan: Plan, panel: Panel, *, seed: int, language: str, progress: Progress
) -> tuple[Gathered, ...]:
    """Compare, for each outcome that counts something, on how few places it lay before and after the first start.

    Args:
        plan: The plan.
        panel: Its panel; with points, where incidents gather is looked at, too.
        seed: Seed of what is drawn.
        language: `en` or `nl`.
        progress: Is told the stage and the share done, 0 to 1.
    Returns:
        One for each outcome that counts something; what cannot be told says why.
    """
    counted = [outcome for outcome in plan.outcomes if outcome.count]
    found = []
    for number, outcome in enumerate(counted):
        progress("concentration", number / len(counted))
        found.append(_gathered(panel, outcome, seed, plan.analysis.level, language))
    progress("concentration", 1.0)
    return tuple(found)


def _gathered(panel: Panel, outcome: Outcome, seed: int, level: float, language: str) -> Gathered:
    values = panel.outcome(outcome.column)
    whole = panel.pick(np.asarray(np.isfinite(values).all(axis=1), dtype=np.bool_))
    if len(whole.units) < FEWEST_PLACES:
        why = say("gathered_few", language, n=len(whole.units), least=FEWEST_PLACES)
        return _untold(outcome, why, language)
    try:
        found = concentration_before_after(
            whole, outcome.column, seed=seed, split=_first(panel), neighbours=_neighbours(whole), draws=_DRAWS,
            level=level,
        )  # fmt: skip
    except PanelError as refusal:
        return _untold(outcome, quoted(refusal.what, language), language)
    lost = len(panel.units) - len(whole.units)
    gaps = (say("gathered_gaps", language, n=lost),) if lost else ()
    measures = found.tables["measures"]
    return Gathered(
        outcome.name,
        Part(_says(found, len(whole.units), outcome.name, language), (*gaps, *found.warnings),
             {"measures": measures} | {n: found.tables[n] for n in ("gathering", "lisa") if n in found.tables}),
        found.tables["lorenz"],
        found.rests_on,
    )  # fmt: skip


def _untold(outcome: Outcome, why: str, language: str) -> Gathered:
    return Gathered(outcome.name, Part((say("gathered_not", language, label=outcome.name, why=why),)))


def _first(panel: Panel) -> int | None:
    """Give the first start anywhere, on units with gaps, too; None where there is none."""
    return int(panel.start[panel.treated].min()) if panel.treated.any() else None


def _neighbours(panel: Panel) -> Any:
    if panel.points is None or not np.isfinite(panel.points).all():
        return None
    return nearest(panel.points, min(NEIGHBOURS, len(panel.units) - 1))


def _says(found: BeforeAfter, places: int, label: str, language: str) -> tuple[str, ...]:
    moved = {one.name: one for one in found.moved}
    half, gini = moved["share of places that holds half"], moved["Gini coefficient"]
    first = say(
        "gathered_half", language, label=label, n=found.periods, places=places, before=w.share(half.before, language),
        after=w.share(half.after, language), compared=w.number(found.compared, language),
    )  # fmt: skip
    told = [f"{first} {_gini(gini, language)}"]
    if (hot := moved.get("places where incidents gather")) is not None:
        # The whole counts are told here: a place is one where incidents gather or it is not, so no part of one is.
        ends = (w.number(n, language) for n in (hot.whole_before, hot.whole_after))
        told.append(say("gathered_hot", language, label=label, before=next(ends), after=next(ends)))
    return tuple(told)


def _gini(gini: Moved, language: str) -> str:
    name = "gini_open"
    if gini.shown:
        name = "gini_more" if gini.change > 0 else "gini_less"
    ends = {n: w.number(getattr(gini, n), language, digits=3) for n in ("before", "after", "low", "high")}
    return say(name, language, **ends, level=w.share(gini.level, language), p=_equals(gini.p, language))


def _equals(p: float, language: str) -> str:
    told = w.p_value(p, language)
    return told if told.startswith("<") else f"= {told}"
