"""What was planned and what was done, as the partners write it down: one row per unit, partner, period and activity."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from tidegate.errors import PanelError
from tidegate.evaluation.panel import period_number
from tidegate.tables import Column, Contract

IMPLEMENTATION = Contract(
    "implementation",
    (
        Column("unit", pa.string(), nullable=False),
        Column("partner", pa.string(), nullable=False),
        Column("period", pa.string(), "as in the panel", nullable=False),
        Column("activity", pa.string(), nullable=False),
        Column("dose_planned", pa.float64(), "the activity's own, such as visits", nullable=False),
        Column("dose_done", pa.float64(), "the same"),
        Column("to_reach", pa.float64(), "people or places"),
        Column("reached", pa.float64(), "the same"),
        Column("planned_start", pa.string(), "period"),
        Column("actual_start", pa.string(), "period"),
        Column("reason", pa.string()),
    ),
)
"""A dose of nought done is written as 0; one without a value was not reported. What was done without a plan has a
planned dose of 0. Starts are those of the activity of the partner in the unit, the same in each of its rows."""

NO_REASON = "no reason given"


@dataclass(frozen=True)
class Entry:
    """A row: what one partner was to do in one unit and period, and did.

    Args:
        unit: The unit.
        partner: The partner.
        period: The period.
        activity: What was to be done.
        dose_planned: How much of it; 0 where none was planned.
        dose_done: How much was done; None where nobody reported.
        to_reach: How many people or places it was to reach; None where it has none.
        reached: How many it reached.
        planned_start: Period in which the activity was to begin here.
        actual_start: Period in which it began; None where it did not.
        reason: Why plan and deed differ.
    """

    unit: str
    partner: str
    period: str
    activity: str
    dose_planned: float
    dose_done: float | None
    to_reach: float | None
    reached: float | None
    planned_start: str | None
    actual_start: str | None
    reason: str | None

    @property
    def because(self) -> str:
        """The reason, or that there is none."""
        return (self.reason or "").strip() or NO_REASON

    @property
    def differs(self) -> bool:
        """Whether more or less was done than planned, or nobody said."""
        return self.dose_done is None or self.dose_done != self.dose_planned


def read_implementation(table: pa.Table, *, where: str = "the implementation") -> tuple[Entry, ...]:
    """Read what was planned and done.

    Args:
        table: One row per unit, partner, period and activity (contract `IMPLEMENTATION`).
        where: How errors call it.
    Returns:
        The rows by unit, partner, activity and period.
    Raises:
        ContractError: The table does not keep its contract.
        PanelError: There is no row, one stands there twice, a dose is below 0, a period cannot be read, or rows of one
            activity name different starts.
    """
    entries = tuple(Entry(**row) for row in IMPLEMENTATION.check(table).to_pylist())
    if not any(entry.dose_planned > 0 for entry in entries):
        raise PanelError(where=where, what="nothing is planned in it", mend="write the planned dose of every unit")
    keys = Counter((e.unit, e.partner, e.period, e.activity) for e in entries)
    twice = next((key for key, times in keys.items() if times > 1), None)
    if twice:
        raise PanelError(where=where, what=f"{', '.join(twice)} has more than one row", mend="add their doses up")
    for entry in entries:
        _check(entry, where)
    _same_starts(entries, where)
    # Sums of fractions depend on their order; that of the rows must not.
    return tuple(sorted(entries, key=lambda e: (e.unit, e.partner, e.activity, period_number(e.period) or 0)))


def _check(entry: Entry, where: str) -> None:
    name = f"{entry.unit}, {entry.partner}, {entry.period}, {entry.activity}"
    amounts = (entry.dose_planned, entry.dose_done, entry.to_reach, entry.reached)
    if any(a is not None and not 0 <= a < float("inf") for a in amounts):
        raise PanelError(where=where, what=f"{name} has a dose or a reach below 0", mend="write 0 or more")
    for label in (entry.period, entry.planned_start, entry.actual_start):
        if label is not None and period_number(label) is None:
            mend = "write months as 2020-01, quarters as 2020-Q1, years or other periods as whole numbers"
            raise PanelError(where=where, what=f"{name} has '{label}', which is no period", mend=mend)


def _same_starts(entries: Sequence[Entry], where: str) -> None:
    for kind in ("planned_start", "actual_start"):
        told: dict[tuple[str, str, str], str] = {}
        for e in entries:
            label = getattr(e, kind)
            key = (e.unit, e.partner, e.activity)
            if label is not None and told.setdefault(key, label) != label:
                what = f"{', '.join(key)} has two of {kind}: {told[key]} and {label}"
                raise PanelError(where=where, what=what, mend="give one; a second begin is another activity")
