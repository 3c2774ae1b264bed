"""A plan locked before the first door is knocked on: hashed, dated, signed; refused where it was changed since.

The hash is taken of what the plan says, not of how it is typed: comments, order of fields and blanks may change, a
word may not. Each part has a hash of its own, too, so that a plan that was changed can say where.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import orjson
import yaml

from tidegate.errors import PlanError
from tidegate.evaluation.panel import NEVER, Panel, period_number
from tidegate.evaluation.plan.answering import Answer
from tidegate.evaluation.plan.dates import first_day, told_day
from tidegate.evaluation.plan.document import plan_document
from tidegate.evaluation.plan.fields import Faults, Part
from tidegate.evaluation.plan.laying import label_of, pre_period
from tidegate.evaluation.plan.plan import Plan
from tidegate.evaluation.plan.reading import parse_parts
from tidegate.formats.plain_yaml import Lined, read_yaml

_HEAD = "# A frozen plan. A changed word makes it unreadable: write a new plan, and say why there are two.\n"
_SHORT = 16


@dataclass(frozen=True)
class Frozen:
    """A plan that was locked.

    Args:
        plan: The plan.
        on: The day.
        signed: Who signed, each with name and role.
        starts: Unit to the label of its start, as planned on that day.
        compared: Names of the units that were to be compared.
        periods: First and last period of the time before, as it was known; empty without figures.
        before_sha256: Hash of the figures of the time before; empty without figures.
        open: What was known to be missing or wrong on that day, one sentence each.
        plan_sha256: Hash of the plan alone.
        sha256: Hash of all the above.
    """

    plan: Plan
    on: date
    signed: tuple[str, ...]
    starts: Mapping[str, str]
    compared: tuple[str, ...]
    periods: tuple[str, ...]
    before_sha256: str
    open: tuple[str, ...]
    plan_sha256: str
    sha256: str


def canonical(value: object) -> bytes:
    """Give the bytes a hash is taken of: JSON, keys in order, no blanks, days as ISO 8601.

    Args:
        value: Mappings, lists, texts, numbers and days.
    Example:
        >>> canonical({"b": 1, "a": [date(2027, 1, 2)]})
        b'{"a":["2027-01-02"],"b":1}'
    """
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)


def plan_hash(plan: Plan) -> str:
    """Give the SHA-256 of what a plan says.

    Args:
        plan: The plan.
    Returns:
        Sixty-four hexadecimal digits.
    """
    return _sha256(plan_document(plan))


def panel_hash(plan: Plan, panel: Panel, periods: tuple[str, ...] = ()) -> str:
    """Give the SHA-256 of the outcomes of a plan before the first start.

    Args:
        plan: The plan.
        panel: Its panel.
        periods: Labels of the first and the last period that count, as they were known when a plan was frozen; empty
            for all before the first start.
    Returns:
        Sixty-four hexadecimal digits; the same whatever comes from the first start on.
    """
    before = pre_period(panel)
    if periods:
        within = [i for i, label in enumerate(before.periods) if periods[0] <= label <= periods[-1]]
        before = before.between(within[0], within[-1] + 1) if within else before.between(0, 0)
    whole = hashlib.sha256(canonical([before.units, before.periods]))
    for name in sorted(outcome.column for outcome in plan.outcomes):
        # One bit pattern for "not a number" and for nought, whatever made them.
        values = np.where(np.isnan(before.outcome(name)), np.nan, before.outcome(name)) + 0.0
        whole.update(name.encode() + b"\0" + np.ascontiguousarray(values, dtype="<f8").tobytes())
    return whole.hexdigest()


def freeze(plan: Plan, panel: Panel | None, answer: Answer, *, signed: Sequence[str], on: date) -> Frozen:
    """Lock a plan.

    Args:
        plan: The plan.
        panel: Its panel; None where there are no figures yet.
        answer: What `answerable` said of both.
        signed: Who signs, each with name and role.
        on: The day.
    Returns:
        The frozen plan.
    Raises:
        PlanError: It cannot be answered, or nobody signs.
    """
    _ripe(answer, signed)
    starts = _starts(plan, panel)
    compared = () if panel is None or answer.compared is None else tuple(
        unit for unit, marked in zip(panel.units, answer.compared.marks, strict=True) if marked
    )  # fmt: skip
    before = None if panel is None else pre_period(panel)
    periods = () if before is None or not before.periods else (before.periods[0], before.periods[-1])
    left = (*(m.says for m in answer.missing), *answer.warnings, *(d.says for d in answer.days if not d.possible))
    if answer.answerable is None:
        left = (answer.says, *left)
    if late := _late(plan, starts, on):
        left = (late, *left)
    return _sealed(plan, on, tuple(signed), starts, compared, periods, panel_hash(plan, panel) if panel else "", left)


def _ripe(answer: Answer, signed: Sequence[str]) -> None:
    if answer.answerable is False:
        raise PlanError(
            where="the plan",
            what=f"it is not answerable: {' '.join(answer.objections).rstrip('.')}",
            mend="mend it, or write method: process in analysis and freeze the process evaluation that it then is",
        )
    if not signed or not all("," in name.strip(" ,") for name in signed):
        raise PlanError(
            where="signed",
            what="a frozen plan needs at least one signature with name and role",
            mend='write --signed "A. de Vries, programme manager"',
        )


def _starts(plan: Plan, panel: Panel | None) -> dict[str, str]:
    if panel is None:
        return dict(plan.units.start)
    return {
        unit: label_of(panel, int(start))
        for unit, start in zip(panel.units, panel.start, strict=True)
        if start != NEVER
    }


def _late(plan: Plan, starts: Mapping[str, str], on: date) -> str:
    """Tell that the measure had begun when the plan was frozen; empty where it had not."""
    numbers = {number: label for label in starts.values() if (number := period_number(label)) is not None}
    day = first_day(min(numbers, default=None), plan.layout.length)
    if day is None or on < day:
        return ""
    return (
        f"It was frozen on {told_day(on)}, after the measure began in {numbers[min(numbers)]}: whoever wrote it may "
        "have known by then what came of it."
    )


def _sealed(
    plan: Plan, on: date, signed: tuple[str, ...], starts: Mapping[str, str], compared: tuple[str, ...],
    periods: tuple[str, ...], before: str, left: tuple[str, ...],
) -> Frozen:  # fmt: skip
    unsealed = Frozen(plan, on, signed, starts, compared, periods, before, left, plan_hash(plan), "")
    return Frozen(plan, on, signed, starts, compared, periods, before, left, unsealed.plan_sha256,
                  _sha256(_about(unsealed)))  # fmt: skip


def _about(frozen: Frozen) -> dict[str, Any]:
    """Give what the outer hash is taken of, as it stands in the file."""
    document = plan_document(frozen.plan)
    return {
        "on": frozen.on,
        "signed": list(frozen.signed),
        "starts": dict(frozen.starts),
        "compared": list(frozen.compared),
        "periods": list(frozen.periods),
        "before_sha256": frozen.before_sha256,
        "open": list(frozen.open),
        "plan_sha256": frozen.plan_sha256,
        "parts": {name: _sha256(part)[:_SHORT] for name, part in document.items()},
    }


def _sha256(value: object) -> str:
    return hashlib.sha256(canonical(value)).hexdigest()


def frozen_text(frozen: Frozen) -> str:
    """Write a frozen plan.

    Args:
        frozen: The frozen plan.
    Returns:
        YAML: `frozen` (when, who, hashes, starts, what was left open) and `plan`.
    """
    document = {"frozen": {**_about(frozen), "sha256": frozen.sha256}, "content": plan_document(frozen.plan)}
    return _HEAD + yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=110)


def is_frozen(text: str) -> bool:
    """Tell whether a text is a frozen plan rather than a plan.

    Args:
        text: The text.
    """
    try:
        data = read_yaml(text)
    except (yaml.YAMLError, ValueError):
        return False
    return isinstance(data, Mapping) and "frozen" in data


def read_frozen(text: str, *, where: str = "the frozen plan") -> Frozen:
    """Read a frozen plan, and refuse one that was changed.

    Args:
        text: The YAML.
        where: How errors call it.
    Returns:
        The frozen plan.
    Raises:
        PlanError: It is none, or a word of it was changed since it was frozen; the parts that were are named.
    """
    try:
        data = read_yaml(text)
        about, content = dict(data["frozen"]), data["content"]
        faults = Faults(Lined(content))
        plan = parse_parts(Part(content, (), faults))
        frozen = Frozen(
            plan, about["on"], tuple(about["signed"]), dict(about["starts"]), tuple(about["compared"]),
            tuple(about["periods"]), str(about["before_sha256"]), tuple(about["open"]), str(about["plan_sha256"]),
            str(about["sha256"]),
        )  # fmt: skip
        parts = dict(about["parts"])
    except (yaml.YAMLError, KeyError, TypeError, ValueError) as fault:
        raise PlanError(
            where=where,
            what=f"it is no frozen plan, or one that was cut short ({fault})",
            mend="give the file that `tidegate evaluate plan freeze` wrote",
        ) from fault
    changed = _changed(frozen, content, parts)
    changed += [f"{f.field} ({f.what})" for f in faults.found]
    if changed:
        raise PlanError(
            where=where,
            what=f"it was frozen on {frozen.on} and changed since, in {', '.join(changed)}",
            mend="bring back the file as it was frozen; whoever wants another plan freezes a new one and says why",
        )
    return frozen


def _changed(frozen: Frozen, content: Mapping[str, Any], parts: Mapping[str, str]) -> list[str]:
    """Name what was changed: parts of the plan, or what stands about it."""
    names = sorted({*content, *parts}, key=str)
    now = {name: _sha256(content[name])[:_SHORT] for name in content}
    found = [str(name) for name in names if now.get(name) != parts.get(name)]
    if found:
        return found
    if plan_hash(frozen.plan) != frozen.plan_sha256:
        return ["the plan"]
    about = {**_about(frozen), "parts": dict(parts)}
    return [] if _sha256(about) == frozen.sha256 else ["the day, the signatures, the starts or the hashes"]
