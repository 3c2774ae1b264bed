"""A plan as the document it would be written as: the reverse of reading it.

What is at its nothing (no text, no list, no field) is left out, so that a plan keeps its hash when the format grows by
a field that it does not use.
"""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from tidegate.evaluation.plan.plan import Cost, Harm, Outcome, Plan


def plan_document(plan: Plan) -> dict[str, Any]:
    """Write a plan as the mapping that reads as the same plan.

    Args:
        plan: The plan.
    Returns:
        Mappings, lists, texts, numbers and days, as YAML would give them; whatever was left open is left out.
    """
    units: dict[str, Any] = {"start": dict(plan.units.start)}
    if plan.units.from_panel is not None:
        units = {"from": "panel", "start": plan.units.from_panel}
    whole = {
        "plan": plan.id,
        "title": plan.title,
        "measure": {"what": plan.measure.what, "by": plan.measure.by, "costs": [_told(c) for c in plan.measure.costs]},
        "theory": plan.theory,
        "panel": plan.layout,
        "units": {**units, "left_out": plan.units.left_out},
        "outcomes": [_told(o) for o in plan.outcomes],
        "comparison": plan.comparison,
        "displacement": plan.displacement,
        "analysis": plan.analysis,
        "harm": [_told(h) for h in plan.harm],
        "answer_by": plan.answer_by,
        "fidelity": plan.fidelity,
        "cost_benefit": plan.money,
        "near_repeats": plan.near_repeats,
        "hidden": plan.hidden,
        "seed": plan.seed,
    }
    shown: dict[str, Any] = _plain(whole)
    # The chain may be empty, and must still be there to be read.
    shown.setdefault("theory", {})
    shown.setdefault("answer_by", {})
    return shown


def _told(value: Cost | Outcome | Harm) -> dict[str, Any]:
    return {f.name: getattr(value, f.name) for f in fields(value)}


def _plain(value: Any) -> Any:
    """Turn values into what YAML gives, without what says nothing."""
    if hasattr(value, "__dataclass_fields__"):
        value = {f.name: getattr(value, f.name) for f in fields(value)}
    if isinstance(value, Mapping):
        kept = {key: _plain(inner) for key, inner in value.items()}
        return {key: inner for key, inner in kept.items() if inner not in (None, "", [], {})}
    return [_plain(inner) for inner in value] if isinstance(value, list | tuple) else value
