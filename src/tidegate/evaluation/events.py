"""Near repeats before and after, from events with a place and a day, told for a report.

A description, no effect. Both sides are equally long, for the longer a side, the less often chance alone brings two
events near in time.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tidegate.documents import words as w
from tidegate.errors import EvaluationError
from tidegate.evaluation.displacement.windows import whole_length
from tidegate.evaluation.near_repeats import Near, NearRepeats, near_repeats_before_after
from tidegate.evaluation.panel import Panel, period_number
from tidegate.evaluation.plan import Plan
from tidegate.evaluation.plan.laying import label_of
from tidegate.evaluation.telling.material import Gathered, Part
from tidegate.evaluation.telling.quoted import quoted
from tidegate.evaluation.telling.words import say
from tidegate.evaluation.worth import typed
from tidegate.tables import Column, Contract

EVENTS = Contract(
    "events",
    (
        Column("x", pa.float64(), "m", nullable=False),
        Column("y", pa.float64(), "m", nullable=False),
        Column("date", pa.date32(), nullable=False),
        Column("outcome", pa.string()),
    ),
)
"""One row per event; `outcome`, where it is there, names an outcome of the plan or its column."""

_DEGREES = (180.0, 90.0)


@dataclass(frozen=True)
class Sides:
    """The two times that are compared.

    Args:
        begin: First day of the time before.
        split: First day of the time after.
        end: Day after the last of it.
    """

    begin: date
    split: date
    end: date


def read_events(table: pa.Table, where: str) -> pa.Table:
    """Read events.

    Args:
        table: One row per event, its values texts or already typed.
        where: How errors call it.
    Returns:
        The columns of `EVENTS`.
    Raises:
        ContractError: A column is missing, or a value where one must be.
        EvaluationError: A value is not of its type, or the coordinates are degrees.
    Example:
        >>> read_events(pa.table({"x": ["5.5"], "y": ["999"], "date": ["2026-03-01"]}), "events.csv").num_rows
        1
    """
    events = EVENTS.check(typed(table, EVENTS, where))
    xy = np.column_stack([events["x"].to_numpy(), events["y"].to_numpy()])
    if not np.isfinite(xy).all():
        raise EvaluationError(where=where, what="a coordinate is no number", mend="leave out events without a place")
    if len(xy) and (np.abs(xy) <= _DEGREES).all():
        raise EvaluationError(
            where=where, what="x and y look like degrees of longitude and latitude",
            mend="give metres east and north, in the coordinate system of the country",
        )  # fmt: skip
    return events


def sides(panel: Panel) -> Sides:
    """Find the two times around the first start, equally long, at most a year each.

    Args:
        panel: The panel of the plan.
    Raises:
        EvaluationError: Nothing begins while the data last, or periods are no months, quarters or years.
    """
    if not panel.treated.any():
        raise EvaluationError(
            where="near repeats", what="the measure begins nowhere while the data last",
            mend="give figures that reach beyond the first start",
        )  # fmt: skip
    first = int(panel.start[panel.treated].min())
    length = whole_length(panel.periods[0], first, len(panel.periods) - first)
    return Sides(*(_day(label_of(panel, place)) for place in (first - length, first, first + length)))


def _day(label: str) -> date:
    number = period_number(label)
    if number is None or not ("-" in label or len(label) == 4):
        raise EvaluationError(
            where="near repeats", what=f"period {label} has no first day", mend="use months, quarters or years",
        )  # fmt: skip
    if "Q" in label:
        return date(number // 4, number % 4 * 3 + 1, 1)
    return date(number // 12, number % 12 + 1, 1) if "-" in label else date(number, 1, 1)


def look_at_near_repeats(
    plan: Plan, panel: Panel, events: pa.Table, *, seed: int, language: str
) -> tuple[Gathered, ...]:
    """Compare near repeats before and after the first start.

    Args:
        plan: The plan; it says what is near, else within 200 m and 14 days.
        panel: Its panel; the times are taken from it.
        events: The events (contract `EVENTS`); with outcomes, each outcome of the plan that has any is looked at.
        seed: Seed of what is drawn.
        language: `en` or `nl`.
    Returns:
        One for each outcome, or one for all events; what cannot be told says why.
    Raises:
        EvaluationError: The times cannot be told, or the outcomes of the events are none of the plan.
    """
    times = sides(panel)
    planned = plan.near_repeats
    near = Near() if planned is None else Near(planned.distance_m, planned.days)
    within = events.filter(
        pc.and_(pc.greater_equal(events["date"], pa.scalar(times.begin)), pc.less(events["date"], pa.scalar(times.end)))
    )
    return tuple(
        _followed(label, rows, times, near, seed, plan.analysis.level, language)
        for label, rows in _by_outcome(plan, events, within, language)
    )


def _by_outcome(plan: Plan, events: pa.Table, within: pa.Table, language: str) -> list[tuple[str, pa.Table]]:
    if events["outcome"].null_count == events.num_rows:
        return [(say("all_events", language), within)]
    named = set(events["outcome"].to_pylist())
    names = {outcome.name: {outcome.name, outcome.column} for outcome in plan.outcomes}
    found = [(label, within.filter(pc.is_in(within["outcome"], pa.array(sorted(words)))))
             for label, words in names.items() if words & named]  # fmt: skip
    if not found:
        raise EvaluationError(
            where="the events", what="none of them bears the name or the column of an outcome of the plan",
            mend=f"write one of {', '.join(names)} in the column outcome, or leave the column out",
        )  # fmt: skip
    return found


def _followed(label: str, rows: pa.Table, times: Sides, near: Near, seed: int, level: float, language: str) -> Gathered:
    points = np.column_stack([rows["x"].to_numpy(), rows["y"].to_numpy()])
    days = rows["date"].cast(pa.int32()).to_numpy().astype(np.int64)
    try:
        found = near_repeats_before_after(
            points, days, split_day=(times.split - date(1970, 1, 1)).days, near=near, seed=seed, level=level
        )
    except EvaluationError as refusal:
        return Gathered(label, Part((say("followed_not", language, label=label, why=quoted(refusal.what, language)),)))
    return Gathered(label, Part((_says(found, label, near, language),), found.warnings, {"near_repeats": found.table}))


def _says(found: NearRepeats, label: str, near: Near, language: str) -> str:
    name = "followed_open"
    if found.shown:
        name = "followed_more" if found.change > 1 else "followed_less"
    ends = {n: w.number(getattr(found, n), language, digits=2) for n in ("before", "after", "change", "low", "high")}
    return say(name, language, label=label, metres=w.number(near.distance_m, language), days=near.days,
               level=w.share(found.level, language), **ends)  # fmt: skip
