"""How the answer is worked out, what stops the measure, and when: the later parts of a plan."""

import itertools
from datetime import date
from typing import Any, cast

from tidegate.evaluation.panel import period_number
from tidegate.evaluation.plan.fields import Part, near
from tidegate.evaluation.plan.methods import methods
from tidegate.evaluation.plan.plan import Analysis, Comparison, Displacement, Fidelity, Harm, Money, Option


def read_comparison(part: Part) -> Comparison:
    """Read what the units of the measure are compared with.

    Args:
        part: Its mapping.
    """
    strategies = ("never-treated", "not-yet-treated", "named", "matched", "none")
    strategy = part.choice("strategy", strategies)
    units = part.texts("units")
    if strategy == "named" and not units:
        part.fault("units", "it is missing", "name the units that are compared")
    if strategy not in {"named", "matched"} and units:
        part.fault("units", f"units are named, and the strategy is {strategy}", "write strategy: named, or no units")
    comparison = Comparison(cast("Any", strategy), part.number("buffer_m", default=0.0, least=0), units,
                            part.texts("left_out"))  # fmt: skip
    part.end()
    return comparison


def read_displacement(top: Part) -> Displacement | None:
    """Read where what is prevented might go.

    Args:
        top: The whole plan.
    """
    if "displacement" not in top:
        return None
    part = top.part("displacement", mend="")
    rings = part.raw("rings_m") or []
    if not isinstance(rings, list) or not all(isinstance(r, int | float) and not isinstance(r, bool) for r in rings):
        part.fault("rings_m", "it is no list of numbers", "write the outer borders in metres, such as [150, 300]")
        rings = []
    if rings and (min(rings) <= 0 or any(b <= a for a, b in itertools.pairwise(rings))):
        part.fault("rings_m", "its borders do not grow", "write them from the nearest to the farthest, above 0")
    areas = {}
    if "areas" in part:
        named = part.part("areas", mend="")
        areas = {unit: named.texts(unit, needed=True, mend="list the units around it") for unit in named.names()}
    if not rings and not areas:
        part.fault("", "it names neither rings nor areas", "write rings_m, areas, or leave displacement out")
    part.end()
    return Displacement(tuple(float(r) for r in rings), areas)


def read_analysis(part: Part) -> Analysis:
    """Read how the answer is worked out.

    Args:
        part: Its mapping.
    """
    method = part.choice("method", methods())
    options: dict[str, Option] = {}
    if "options" in part:
        given = part.part("options", mend="")
        for name in given.names():
            options[name] = _option(given, name)
        known = methods()[method].options
        for name in options:
            if known and name not in known:
                given.fault(name, f"{method} has no such option", near(name, known))
    level = part.number("level", default=0.95)
    if part.raw("level") == level and not 0.5 <= level < 1:
        part.fault("level", f"it is {level:g}", "write the coverage of the intervals, such as 0.95")
    analysis = Analysis(
        method,
        options,
        level,
        cast("Any", part.choice("multiplicity", ("holm", "bonferroni", "benjamini-hochberg", "none"), default="holm")),
        part.whole("periods_after", default=1, least=1),
        _period(part, "first"),
        _period(part, "last"),
    )
    part.end()
    return analysis


def _option(part: Part, name: str) -> Option:
    value = part.raw(name)
    if value and isinstance(value, list) and all(isinstance(v, str | int | float) for v in value):
        return tuple(value)
    if isinstance(value, str | int | float):
        return value
    part.fault(name, "it is neither a text, a number, true or false, nor a list of them", "write one of these")
    return ""


def _period(part: Part, name: str) -> str | None:
    if name not in part:
        return None
    label = part.text(name)
    if period_number(label) is None:
        part.fault(name, f"'{label}' is no period", "write it as 2027-01, 2027-Q1 or 2027")
    return label


def read_harm(part: Part) -> Harm:
    """Read one harm and its rule of stopping.

    Args:
        part: Its mapping.
    """
    harm = Harm(
        who=part.text("who", mend="say who could be harmed"),
        measure=part.text("measure", mend="say in words what is watched"),
        column=part.text("column", mend="name the column of the panel that counts it"),
        direction=cast("Any", part.choice("direction", ("up", "down"), default="up")),
        threshold=part.number("threshold", mend="give the value beyond which the measure stops"),
        counted=cast("Any", part.choice("counted", ("period", "since the start"), default="period")),
        stop=part.text("stop", mend="say what is then done, and by whom"),
    )
    part.end()
    return harm


def read_answer_by(top: Part, names: list[str]) -> dict[str, date]:
    """Read when which answer is promised.

    Args:
        top: The whole plan.
        names: Names of the outcomes.
    """
    part = top.part("answer_by", mend="give each outcome the day on which its answer is promised")
    days = {}
    for name in part.names():
        if name not in names:
            part.fault(name, "there is no such outcome", near(name, names))
        elif (day := part.day(name)) is not None:
            days[name] = day
    if "answer_by" in top:
        for name in names:
            if name and name not in part:
                part.fault("", f"it says nothing of the outcome '{name}'", "give it a day, such as 2028-06-01")
    return days


def read_fidelity(top: Part) -> Fidelity | None:
    """Read what says whether it was done.

    Args:
        top: The whole plan.
    """
    if "fidelity" not in top:
        return None
    part = top.part("fidelity", mend="")
    fidelity = Fidelity(
        part.text("planned", mend="name the column with what was planned"),
        part.text("done", mend="name the column with what was done"),
    )
    part.end()
    return fidelity


def read_money(top: Part) -> Money | None:
    """Read how cost and benefit are told.

    Args:
        top: The whole plan.
    """
    if "cost_benefit" not in top:
        return None
    part = top.part("cost_benefit", mend="")
    money = Money(
        part.text("unit_costs", mend="name the file with what one unit of each outcome costs"),
        part.number("discount", default=0.0, least=0),
        part.whole("price_year", least=1900, mend="write the year of the prices"),
    )
    part.end()
    return money
