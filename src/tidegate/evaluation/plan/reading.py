"""A plan's words read into values, or refused with every fault at once: its line, what is wrong and the mend."""

import re

import yaml

from tidegate.errors import PlanError
from tidegate.evaluation.plan.beside import read_hidden, read_near_repeats
from tidegate.evaluation.plan.fields import Fault, Faults, Part
from tidegate.evaluation.plan.outcomes import read_outcomes
from tidegate.evaluation.plan.parts_of_answer import (
    read_analysis,
    read_answer_by,
    read_comparison,
    read_displacement,
    read_fidelity,
    read_harm,
    read_money,
)
from tidegate.evaluation.plan.parts_of_measure import read_layout, read_measure, read_theory, read_units
from tidegate.evaluation.plan.plan import Plan
from tidegate.formats.plain_yaml import read_yaml_lined

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,79}$")
_LONGEST = 1_000_000


def read_plan(text: str, *, where: str = "the plan") -> Plan:
    """Read a plan.

    Args:
        text: The YAML.
        where: How errors call it.
    Returns:
        The plan.
    Raises:
        PlanError: It has faults; all of them are named.
    """
    plan, faults = parse_plan(text)
    if plan is None:
        raise PlanError(
            where=where,
            what="; ".join(str(fault) for fault in faults),
            mend="correct the plan at these places; docs/evaluation-plan.md tells every field",
        )
    return plan


def parse_plan(text: str) -> tuple[Plan | None, tuple[Fault, ...]]:
    """Read a plan, and give its faults rather than refuse.

    Args:
        text: The YAML.
    Returns:
        The plan, None where it has faults; and the faults, in the order of their lines.
    """
    if len(text) > _LONGEST:
        return None, (Fault(0, "the plan", "it is longer than a million characters", "leave data to the panel"),)
    try:
        lined = read_yaml_lined(text)
    except yaml.YAMLError as fault:
        return None, (_no_yaml(fault),)
    faults = Faults(lined)
    for place in lined.twice:
        faults.add(place, "it stands there twice", "keep one of them")
    plan = parse_parts(Part(lined.value, (), faults))
    ordered = tuple(sorted(faults.found, key=lambda f: f.line))
    return (None, ordered) if ordered else (plan, ())


def _no_yaml(fault: yaml.YAMLError) -> Fault:
    mark = getattr(fault, "problem_mark", None)
    said = getattr(fault, "problem", None) or str(fault).splitlines()[0]
    mend = "look for a missing colon, a tab, or an indent that differs from its neighbours"
    return Fault(mark.line + 1 if mark else 0, "the plan", f"it is no YAML: {said}", mend)


def parse_parts(top: Part) -> Plan:
    """Read a plan from its mapping; what is wrong is told there.

    Args:
        top: The whole.
    Returns:
        The plan, as far as it could be read.
    """
    if not _ID.match(name := top.text("plan", mend="give it an id, such as licence-duty-2027")) and name:
        top.fault("plan", f"'{name}' is no id", "use small letters, digits and hyphens")
    outcomes = read_outcomes(top)
    plan = Plan(
        id=name,
        title=top.text("title", mend="say what is evaluated, in a line"),
        measure=read_measure(top.part("measure", mend="say what is done and by whom")),
        theory=read_theory(top.part("theory", mend="write the chain from inputs to outcomes")),
        layout=read_layout(top),
        units=read_units(top.part("units", mend="say where and from when on: start, or from: panel")),
        outcomes=outcomes,
        comparison=read_comparison(top.part("comparison", mend="say what the units are compared with: strategy")),
        analysis=read_analysis(top.part("analysis", mend="name the method that will be run")),
        harm=tuple(read_harm(part) for part in top.parts("harm")),
        answer_by=read_answer_by(top, [o.name for o in outcomes]),
        displacement=read_displacement(top),
        fidelity=read_fidelity(top),
        money=read_money(top),
        near_repeats=read_near_repeats(top),
        hidden=read_hidden(top),
        seed=top.whole("seed", default=1),
    )
    top.end()
    return plan
