"""What is done, how it should work, and where: the first parts of a plan, each read by its own function."""

from typing import Any, cast

from tidegate.evaluation.panel import period_number
from tidegate.evaluation.plan.fields import Part
from tidegate.evaluation.plan.plan import Cost, Layout, Measure, Theory, Units

THEORY = ("inputs", "activities", "outputs", "mechanisms", "outcomes", "assumptions", "risks", "possible_harm")
"""Links of the chain, in order."""


def read_measure(part: Part) -> Measure:
    """Read what is done.

    Args:
        part: Its mapping.
    """
    costs = []
    for cost in part.parts("costs"):
        year = cost.whole("year", least=1900) if "year" in cost else None
        costs.append(Cost(cost.text("partner"), cost.text("kind"), cost.number("amount_eur", least=0), year))
        cost.end()
    measure = Measure(
        part.text("what", mend="say in a sentence what is done"),
        part.texts("by", needed=True, mend="list the partners who carry it out"),
        tuple(costs),
    )
    part.end()
    return measure


def read_theory(part: Part) -> Theory:
    """Read how it should work.

    Args:
        part: Its mapping.
    """
    theory = Theory(**{name: part.texts(name) for name in THEORY})
    part.end()
    return theory


def read_layout(top: Part) -> Layout:
    """Read how the panel is laid out.

    Args:
        top: The whole plan.
    """
    if "panel" not in top:
        return Layout()
    part = top.part("panel", mend="")
    points = part.texts("points")
    if points and len(points) != 2:
        part.fault("points", f"it names {len(points)} columns", "name two: metres east, metres north")
    layout = Layout(
        unit=part.text("unit", default="unit"),
        period=part.text("period", default="period"),
        length=cast("Any", part.choice("length", ("month", "quarter", "year", "other"), default="month")),
        covariates=part.texts("covariates"),
        exposure=_optional(part, "exposure"),
        weight=_optional(part, "weight"),
        points=(points[0], points[1]) if len(points) == 2 else None,
        cluster=_optional(part, "cluster"),
    )
    part.end()
    return layout


def _optional(part: Part, name: str) -> str | None:
    return part.text(name) if name in part else None


def read_units(part: Part) -> Units:
    """Read where the measure is taken, and from when on.

    Args:
        part: Its mapping.
    """
    start, column = {}, None
    if "from" in part:
        part.choice("from", ("panel",))
        column = part.text("start", default="start")
    else:
        given = part.part("start", mend="give each unit the period in which it begins, or write from: panel")
        start = {unit: given.text(unit, mend="give the period in which it begins there") for unit in given.names()}
        for unit, label in start.items():
            if label and period_number(label) is None:
                given.fault(unit, f"'{label}' is no period", "write it as 2027-01, 2027-Q1 or 2027")
        if "start" in part and not start:
            part.fault("start", "it names no unit", "name one at least, with the period in which it begins there")
    left_out = {}
    if "left_out" in part:
        reasons = part.part("left_out", mend="")
        left_out = {unit: reasons.text(unit, mend="say why it takes no part") for unit in reasons.names()}
        for unit in sorted(set(left_out) & set(start)):
            reasons.fault(unit, "the measure is taken there, too", "leave it out of start, or let it take part")
    part.end()
    return Units(start, column, left_out)
