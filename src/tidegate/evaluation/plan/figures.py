"""What in the figures before the start stands against an answer; nothing later is looked at."""

import numpy as np

from tidegate.evaluation.panel import Panel
from tidegate.evaluation.plan.comparing import Marks
from tidegate.evaluation.plan.laying import planned, pre_period
from tidegate.evaluation.plan.methods import Method
from tidegate.evaluation.plan.plan import Outcome, Plan

_BALANCED = frozenset({"synthetic-control", "synthetic-did", "microsynth"})


def figures_faults(plan: Plan, panel: Panel, others: Marks, method: Method) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Say what in the figures before the start stands against an answer.

    Args:
        plan: The plan.
        panel: Its panel; only what lies before the first start is looked at.
        others: Units that are compared.
        method: The method.
    Returns:
        What makes it unanswerable, and what a reader must be warned of, one sentence each.
    """
    before, treated = pre_period(panel), planned(panel)
    broken: list[str] = []
    warned: list[str] = []
    if not before.periods or not treated.any():
        return (), ()
    absent = [name for name in plan.columns if name not in panel.outcomes]
    if absent:
        warned.append(f"The figures have no column {', '.join(absent)} yet, which the plan will need once it begins.")
    for outcome in plan.outcomes:
        if still := _still(outcome, before, treated, others):
            broken.append(still)
        if gap := _gap(before, treated | others, outcome.column):
            if method.id in _BALANCED:
                broken.append(
                    f"{outcome.name}: {gap}; {method.id} needs every period, so fill them or leave the places out, "
                    "with the reason."
                )
            else:
                warned.append(f"{outcome.name}: {gap}; a cell without a row is missing, never nought.")
    return tuple(broken), tuple(warned)


def _still(outcome: Outcome, before: Panel, treated: Marks, others: Marks) -> str:
    """Tell that an outcome does not move, or cannot; empty where it can."""
    values, own = (before.outcome(outcome.column)[marks] for marks in (treated | others, treated))
    known = values[np.isfinite(values)]
    if not np.isfinite(own).any():
        return f"{outcome.name} has no figure for any place of the measure before the start."
    if known.min() == known.max():
        return (
            f"{outcome.name} is {known[0]:g} everywhere and always before the start: what never moves shows nothing; "
            "choose another outcome or larger places."
        )
    if outcome.direction == "down" and outcome.count and np.nansum(own) == 0:
        return f"{outcome.name} was never counted in the places of the measure before the start, so it cannot fall."
    return ""


def _gap(panel: Panel, marks: Marks, column: str) -> str:
    values = panel.outcome(column)[marks]
    if not np.isnan(values).any():
        return ""
    whole = np.isnan(values).all(axis=0)
    if whole.any():
        labels = [panel.periods[i] for i in np.flatnonzero(whole)]
        return f"the series has a gap, no place has a figure for {', '.join(labels[:6])}"
    names = [panel.units[i] for i in np.flatnonzero(marks)]
    unit, period = np.argwhere(np.isnan(values))[0]
    return f"{int(np.isnan(values).sum())} cells are missing, the first {names[unit]} in {panel.periods[period]}"
