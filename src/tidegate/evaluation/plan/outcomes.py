"""Outcomes of a plan, ready-made ones among them."""

import functools
from collections.abc import Mapping
from importlib.resources import files
from typing import Any, cast

from tidegate.evaluation.plan.fields import Part, near
from tidegate.evaluation.plan.plan import RECORDED_BY, Outcome
from tidegate.formats.plain_yaml import read_yaml


@functools.cache
def ready_outcomes() -> Mapping[str, Mapping[str, Any]]:
    """Give the outcomes that are ready-made.

    Returns:
        Key to its fields: name, source, recorded_by, registration_lag (months), direction, count.
    Example:
        >>> ready_outcomes()["explosions"]["recorded_by"]
        'police'
    """
    found: Mapping[str, Mapping[str, Any]] = read_yaml((files(__package__) / "ready.yml").read_text(encoding="utf-8"))
    return found


def read_outcomes(top: Part) -> tuple[Outcome, ...]:
    """Read the outcomes.

    Args:
        top: The whole plan.
    Returns:
        Each of them; faults are told in `top`.
    """
    outcomes = tuple(_outcome(part) for part in top.parts("outcomes"))
    if not outcomes:
        top.fault("outcomes", "there is none", "name what should change, as columns of the panel")
    for kind in ("name", "column"):
        said = [getattr(o, kind) for o in outcomes]
        for twice in sorted({s for s in said if s and said.count(s) > 1}):
            top.fault("outcomes", f"two have the {kind} '{twice}'", f"give each a {kind} of its own")
    return outcomes


def _outcome(part: Part) -> Outcome:
    key = part.text("ready", default="")
    ready = ready_outcomes().get(key, {})
    if key and not ready:
        part.fault("ready", f"'{key}' is not ready-made", near(key, ready_outcomes()))
    name = part.text("name", mend="call it by a name", default=ready.get("name"))
    outcome = Outcome(
        name=name,
        column=part.text("column", mend="name its column in the panel", default=key or None),
        source=part.text("source", mend="name the register or survey it comes from", default=ready.get("source")),
        recorded_by=part.choice("recorded_by", RECORDED_BY, default=ready.get("recorded_by")),
        direction=cast("Any", part.choice("direction", ("down", "up", "either"), default=ready.get("direction"))),
        smallest_effect=_smallest(part),
        registration_lag=part.whole(
            "registration_lag",
            default=ready.get("registration_lag"),
            mend="write after how many periods a period is fully on record, 0 where at once",
        ),
        count=part.truth("count", default=ready.get("count", True)),
        ready=key,
    )
    part.end()
    return outcome


def _smallest(part: Part) -> float:
    share = part.number("smallest_effect", mend="give the smallest change that would matter, as a share such as 0.2")
    given = part.raw("smallest_effect")
    if given == share and not 0 < share < 10:
        part.fault("smallest_effect", f"it is {share:g}", "write a share above 0, such as 0.2 for 20 %")
    if share >= 1 and part.raw("direction") == "down":
        part.fault("smallest_effect", f"nothing falls by {share:.0%}", "write a share below 1")
    return share
