"""Was it done as planned: dose, reach, delay and adherence, by whom and where, with the reasons.

Doses of different activities are never added up, for a visit is no letter: each is set against its own plan, and the
activities of a partner or a unit count alike. What was done beyond the plan in one place does not make up for what was
left undone in another; that is the difference between dose and adherence.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pyarrow as pa

from tidegate.evaluation.fidelity.records import NO_REASON, Entry, read_implementation
from tidegate.evaluation.panel import period_number


@dataclass(frozen=True)
class Reason:
    """Why plan and deed differ.

    Args:
        text: The reason as it was written.
        rows: In how many rows.
        undone: Share of the planned dose left undone for it, the activities counting alike.
    """

    text: str
    rows: int
    undone: float


@dataclass(frozen=True)
class Fulfilment:
    """How far one partner, unit or activity, or all of them, did what was planned.

    Args:
        name: Whose.
        dose: Done by planned, mean over activities; above 1 where more was done. Not a number where nothing was
            planned or reported.
        adherence: The same without what was done beyond the plan of a row, 0 to 1.
        reach: Reached by to be reached; not a number where there is nothing to reach.
        delay: Mean number of periods by which activities began late, below 0 if early; not a number where none began.
        begun: Number of activities in units that began.
        not_begun: Number that were to begin, and did not.
        planned_rows: Rows with a planned dose.
        not_reported: Rows of them without a report; they are left out of dose and adherence.
        reasons: Why plan and deed differ, the most left undone first.
    """

    name: str
    dose: float
    adherence: float
    reach: float
    delay: float
    begun: int
    not_begun: int
    planned_rows: int
    not_reported: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Fidelity:
    """What was done of a plan, with the reasons, and what it gives the estimate.

    Args:
        whole: All of it.
        by_partner: By partner, in order of names.
        by_unit: By unit, in order of names.
        by_activity: By activity, in order of names.
        doses: Unit to the dose it got by that of a full plan, 1 for all of it; for a unit without a plan, by the
            mean plan of the units with one.
        planned_starts: Unit to the period in which it was to begin; for intention to treat.
        actual_starts: Unit to the period in which it began, None where it never did; for as delivered.
        never_done: Units with a plan where nothing was done.
        not_planned: Units without a plan where something was done.
        differences: Rows in which plan and deed differ, with their reason.
        warnings: What a reader must know first.
    """

    whole: Fulfilment
    by_partner: tuple[Fulfilment, ...]
    by_unit: tuple[Fulfilment, ...]
    by_activity: tuple[Fulfilment, ...]
    doses: Mapping[str, float]
    planned_starts: Mapping[str, str | None]
    actual_starts: Mapping[str, str | None]
    never_done: tuple[str, ...]
    not_planned: tuple[str, ...]
    differences: pa.Table
    warnings: tuple[str, ...]


def follow_implementation(table: pa.Table) -> Fidelity:
    """Set what was done against what was planned.

    Args:
        table: One row per unit, partner, period and activity (contract `IMPLEMENTATION`).
    Returns:
        Dose, reach, delay and adherence with reasons, and starts and doses for the estimate.
    Raises:
        ContractError: The table does not keep its contract.
        PanelError: The rows contradict each other or hold what cannot be used.
    Source:
        Carroll and others (2007), Implementation Science 2, 40, doi:10.1186/1748-5908-2-40.
    """
    entries = read_implementation(table)
    planned = {e.unit for e in entries if e.dose_planned > 0}
    done = {e.unit for e in entries if (e.dose_done or 0) > 0}
    silent = {e.unit for e in entries if e.dose_done is None}
    never, strange = tuple(sorted(planned - done - silent)), tuple(sorted(done - planned))
    whole = _fulfilment("all", entries)
    return Fidelity(
        whole=whole,
        by_partner=_by(entries, lambda e: e.partner),
        by_unit=_by(entries, lambda e: e.unit),
        by_activity=_by(entries, lambda e: e.activity),
        doses=_doses(entries),
        planned_starts=_starts(entries, lambda e: e.dose_planned > 0, lambda e: e.planned_start),
        actual_starts=_starts(entries, lambda e: (e.dose_done or 0) > 0, lambda e: e.actual_start),
        never_done=never,
        not_planned=strange,
        differences=_differences(entries),
        warnings=_warnings(entries, whole, never, strange),
    )


def fulfilment_table(fulfilments: Sequence[Fulfilment]) -> pa.Table:
    """Lay out how far each did what was planned.

    Args:
        fulfilments: Such as `Fidelity.by_partner`.
    Returns:
        One row each, in their order; `reasons` in one text, the most left undone first.
    """
    shares = ("dose", "adherence", "reach", "delay")
    counts = ("begun", "not_begun", "planned_rows", "not_reported")
    reasons = [
        "; ".join(f"{r.text} ({r.rows} rows, {r.undone:.0%} of the dose)" for r in f.reasons) for f in fulfilments
    ]
    return pa.table(
        {"name": pa.array([f.name for f in fulfilments], pa.string())}
        | {name: pa.array([float(getattr(f, name)) for f in fulfilments], pa.float64()) for name in shares}
        | {name: pa.array([getattr(f, name) for f in fulfilments], pa.int64()) for name in counts}
        | {"reasons": pa.array(reasons, pa.string())}
    )


def _by(entries: Sequence[Entry], whose: Callable[[Entry], str]) -> tuple[Fulfilment, ...]:
    groups: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[whose(entry)].append(entry)
    return tuple(_fulfilment(name, groups[name]) for name in sorted(groups))


def _fulfilment(name: str, entries: Sequence[Entry]) -> Fulfilment:
    told = [e for e in entries if e.dose_done is not None]
    plans = [e for e in entries if e.dose_planned > 0]
    late, not_begun = _delays(entries)
    goal = [e for e in entries if e.to_reach and e.reached is not None]
    return Fulfilment(
        name=name,
        dose=_mean(_by_activity(told, lambda e: e.dose_done or 0.0).values()),
        adherence=_mean(_by_activity(told, lambda e: min(e.dose_done or 0.0, e.dose_planned)).values()),
        reach=sum(e.reached or 0 for e in goal) / sum(e.to_reach or 0 for e in goal) if goal else float("nan"),
        delay=_mean(late),
        begun=len(late),
        not_begun=not_begun,
        planned_rows=len(plans),
        not_reported=sum(e.dose_done is None for e in plans),
        reasons=_reasons(entries),
    )


def _mean(values: Iterable[float]) -> float:
    known = list(values)
    return float(np.mean(known)) if known else float("nan")


def _by_activity(entries: Sequence[Entry], amount: Callable[[Entry], float]) -> dict[str, float]:
    """Give an amount of every planned activity, by what was planned of it in the same rows."""
    found, planned = defaultdict[str, float](float), defaultdict[str, float](float)
    for e in entries:
        found[e.activity] += amount(e)
        planned[e.activity] += e.dose_planned
    return {activity: found[activity] / planned[activity] for activity in planned if planned[activity] > 0}


def _delays(entries: Sequence[Entry]) -> tuple[list[float], int]:
    """By how many periods each activity in a unit began late, and how many did not begin."""
    planned, actual = dict[tuple[str, str, str], int](), dict[tuple[str, str, str], int]()
    for e in entries:
        for starts, label in ((planned, e.planned_start), (actual, e.actual_start)):
            number = None if label is None else period_number(label)
            if number is not None:
                starts[e.unit, e.partner, e.activity] = number
    late = [float(actual[key] - number) for key, number in planned.items() if key in actual]
    return late, len(planned) - len(late)


def _reasons(entries: Sequence[Entry]) -> tuple[Reason, ...]:
    rows: dict[str, list[Entry]] = defaultdict(list)
    for e in entries:
        if e.differs or (e.reason or "").strip():
            rows[e.because].append(e)
    planned = _by_activity(entries, lambda e: e.dose_planned)
    found = []
    for text, its in rows.items():
        left = _by_activity(entries, partial(_undone_for, text))
        found.append(Reason(text, len(its), sum(left.values()) / len(planned) if planned else 0.0))
    return tuple(sorted(found, key=lambda r: (-r.undone, -r.rows, r.text)))


def _undone_for(reason: str, entry: Entry) -> float:
    """What was left undone for a reason; of what nobody reported it is not known."""
    if entry.dose_done is None or entry.because != reason:
        return 0.0
    return max(entry.dose_planned - entry.dose_done, 0.0)


def _doses(entries: Sequence[Entry]) -> dict[str, float]:
    """Dose of every unit by that of a full plan, the activities of the plan counting alike."""
    told = [e for e in entries if e.dose_done is not None]
    with_plan = sorted({e.unit for e in told if e.dose_planned > 0})
    plan: dict[str, float] = defaultdict(float)
    for e in told:
        plan[e.activity] += e.dose_planned / max(len(with_plan), 1)
    found = {}
    for unit in sorted({e.unit for e in told}):
        its = [e for e in told if e.unit == unit]
        if unit in with_plan:
            found[unit] = _mean(_by_activity(its, lambda e: e.dose_done or 0.0).values())
        else:
            done: dict[str, float] = defaultdict(float)
            for e in its:
                done[e.activity] += e.dose_done or 0.0
            found[unit] = _mean(done[a] / dose for a, dose in plan.items() if dose > 0)
    return found


def _starts(
    entries: Sequence[Entry], counts: Callable[[Entry], bool], label: Callable[[Entry], str | None]
) -> dict[str, str | None]:
    """First start of every unit; where none is written, the first period in which something counts."""
    found: dict[str, str | None] = {}
    for unit in sorted({e.unit for e in entries}):
        its = [e for e in entries if e.unit == unit and counts(e)]
        labels = [text for e in its if (text := label(e)) is not None] or [e.period for e in its]
        found[unit] = min(labels, key=lambda text: period_number(text) or 0) if labels else None
    return found


def _differences(entries: Sequence[Entry]) -> pa.Table:
    late = [e for e in entries if e.differs or (e.planned_start or "") != (e.actual_start or "")]
    names = ("unit", "partner", "period", "activity", "planned_start", "actual_start")
    columns = {name: pa.array([getattr(e, name) for e in late], pa.string()) for name in names}
    doses = {name: pa.array([getattr(e, name) for e in late], pa.float64()) for name in ("dose_planned", "dose_done")}
    return pa.table(columns | doses | {"reason": pa.array([e.because for e in late], pa.string())})


def _warnings(
    entries: Sequence[Entry], whole: Fulfilment, never: tuple[str, ...], strange: tuple[str, ...]
) -> tuple[str, ...]:
    found = []
    if never:
        found.append(
            f"Planned and never done in {len(never)} units ({_some(never)}). In the estimate by intention to treat they"
            " stay treated; leaving them out would compare those who were willing with everybody else."
        )
    if strange:
        found.append(
            f"Done without a plan in {len(strange)} units ({_some(strange)}). Where they serve as comparison, they hide"
            " part of the effect; the estimate as delivered counts their dose."
        )
    if whole.not_reported:
        found.append(
            f"{whole.not_reported} of {whole.planned_rows} planned rows were not reported; dose and adherence leave"
            " them out, and are too high if what is not reported was not done."
        )
    bare = sum(e.differs and e.because == NO_REASON for e in entries)
    if bare:
        found.append(f"In {bare} rows plan and deed differ, and no reason is given.")
    unlabelled = sorted({e.unit for e in entries if (e.dose_done or 0) > 0 and e.actual_start is None})
    if unlabelled:
        found.append(
            f"No start is written for something done in {_some(unlabelled)}; its first period stands in for it."
        )
    return tuple(found)


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
