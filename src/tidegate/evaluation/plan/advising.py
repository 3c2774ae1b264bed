"""What would be better, for a plan that may be answerable all the same: advice for each kind of design."""

import numpy as np

from tidegate.evaluation.panel import Panel
from tidegate.evaluation.plan.design import Design
from tidegate.evaluation.plan.laying import planned, pre_period
from tidegate.evaluation.plan.methods import FEWEST_BEFORE, PROCESS, Method
from tidegate.evaluation.plan.plan import Plan

MANY_UNITS = 50
"""Units of the measure from which they are many small places rather than a few cases."""

SPARSE = 0.5
"""Mean count of a unit and period below which most cells hold none."""

FEW_CLUSTERS = 20
"""Units below which intervals from the normal curve are too narrow (Cameron and Miller 2015 see trouble below 20 to
50)."""

_WHOLE_YEARS = {"month": 24, "quarter": 8}
"""Periods that hold two of each season."""


def advice(plan: Plan, panel: Panel, method: Method, design: Design) -> tuple[str, ...]:
    """Say what would be better, for a plan that may be answerable all the same.

    Args:
        plan: The plan.
        panel: Its panel; only what lies before the first start is looked at.
        method: The method.
        design: What it has to answer with.
    Returns:
        One sentence each; empty where there is nothing to say.
    """
    if method.id == PROCESS or not design.treated:
        return ()
    found = []
    seasons = _WHOLE_YEARS.get(plan.layout.length, 0)
    if FEWEST_BEFORE <= design.before < seasons:
        found.append(
            f"There are {design.before} periods before the first start; with {seasons} each season is seen twice, "
            "and a season is not taken for a trend."
        )
    if design.treated == 1 and method.id in ("wdd", "e-test"):
        found.append(
            "One place gets the measure: the textbook interval takes its ups and downs for pure chance, so read the "
            "p value from moving the measure to other places and months beside it."
        )
    if method.most_treated and design.treated > method.most_treated:
        found.append(
            f"{design.treated} places get the measure, each with a synthetic control of its own: microsynth or did "
            "say the same with less room for chance."
        )
    if method.id == "did" and design.treated + design.comparison < FEW_CLUSTERS:
        found.append(
            f"With {design.treated + design.comparison} places in all the interval of did from the normal curve is "
            "too narrow: read the p value from dealing out the starts anew beside it."
        )
    if design.staggered and design.strategy == "never-treated" and design.comparison < design.treated:
        found.append(
            f"{design.comparison} places never get the measure and {design.treated} do, at different times: "
            "not-yet-treated would compare with more."
        )
    found += _sparse(plan, panel, method, design)
    return tuple(found)


def _sparse(plan: Plan, panel: Panel, method: Method, design: Design) -> list[str]:
    if design.treated < MANY_UNITS or not design.before:
        return []
    before, found = pre_period(panel), []
    for outcome in plan.outcomes:
        own = before.outcome(outcome.column)[planned(panel)]
        mean = float(np.nanmean(own)) if np.isfinite(own).any() else np.nan
        if outcome.count and mean < SPARSE and method.id not in {"microsynth", "wdd", "e-test"}:
            found.append(
                f"{design.treated:,} small places hold {mean:.2f} {outcome.name} each in a period: microsynth matches "
                "their sum, and wdd weighs it; single places tell little."
            )
    return found
