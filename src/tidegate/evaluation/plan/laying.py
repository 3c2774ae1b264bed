"""A plan and a table become the panel on which the plan is checked and later answered."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tidegate.errors import PanelError
from tidegate.evaluation.panel import NEVER, Floats, Panel, period_number, read_panel
from tidegate.evaluation.plan.plan import Plan

_SHOWN = 5


def lay_out(plan: Plan, table: pa.Table, *, where: str = "the panel") -> Panel:
    """Lay a table out as the panel of a plan.

    Args:
        plan: The plan.
        table: One row per unit and period, with the columns the plan names.
        where: How errors call the table.
    Returns:
        The panel: outcomes by the name of their column, units that take no part left out, and only the periods that
        the plan uses. Columns of harm and of what was done may still be missing: before the start nobody has them.
    Raises:
        PanelError: The table lacks a column, a unit has two rows for a period or two starts, a count is below nought
            or no whole number, the measure begins before the data do, or a unit that the plan names is not there.
    """
    starts = plan.units.start if plan.units.from_panel is None else _starts(plan, table, where)
    layout = plan.layout
    # Units that take no part are taken out first: their start may well lie before the data.
    measured = {outcome.column for outcome in plan.outcomes}
    kept = _without(table, layout.unit, frozenset(plan.units.left_out), where)
    panel = read_panel(
        kept,
        outcomes=[name for name in plan.columns if name in measured or name in table.column_names],
        starts={unit: label for unit, label in starts.items() if unit not in plan.units.left_out},
        unit=layout.unit,
        period=layout.period,
        covariates=layout.covariates,
        exposure=layout.exposure,
        weight=layout.weight,
        points=layout.points,
        cluster=layout.cluster,
        where=where,
    )
    _named(plan, panel, where)
    for outcome in plan.outcomes:
        if outcome.count:
            _counts(panel, outcome.column, where)
    return _between(plan, panel, where)


def pre_period(panel: Panel) -> Panel:
    """Keep what lies before the measure first begins anywhere; nothing later is looked at.

    Args:
        panel: A panel.
    Returns:
        The same units, their starts at or after the end of what is kept; the whole panel where nothing begins.
    """
    begun = panel.start[panel.start != NEVER]
    end = min(int(begun.min()), len(panel.periods)) if len(begun) else len(panel.periods)
    return panel.between(0, end)


def planned(panel: Panel) -> npt.NDArray[np.bool_]:
    """Mark the units in which the measure is or will be taken, after the data end, too.

    Args:
        panel: A panel.
    """
    marks: npt.NDArray[np.bool_] = panel.start != NEVER
    return marks


def label_of(panel: Panel, place: int) -> str:
    """Name a period by its place, beyond the end of the data, too.

    Args:
        panel: A panel.
        place: The place, from 0.
    Returns:
        Its label, written as those of the panel are.
    Example:
        >>> label_of(Panel((), ("2020-11", "2020-12"), {}, np.array([], dtype=np.int64)), 2)
        '2021-01'
    """
    if place < len(panel.periods):
        return panel.periods[place]
    last = panel.periods[-1]
    number = (period_number(last) or 0) + place - len(panel.periods) + 1
    if "Q" in last:
        return f"{number // 4:04d}-Q{number % 4 + 1}"
    return f"{number // 12:04d}-{number % 12 + 1:02d}" if "-" in last[1:] else str(number)


def _without(table: pa.Table, column: str, left_out: frozenset[str], where: str) -> pa.Table:
    if not left_out or column not in table.column_names:
        return table
    texts = pc.cast(table[column], pa.string())
    strange = sorted(left_out - set(pc.unique(texts).to_pylist()))
    if strange:
        raise PanelError(where=where, what=f"it has no row of {_listed(strange)}, which the plan leaves out",
                         mend="use the same names of units in the plan and in the panel")  # fmt: skip
    return table.filter(pc.invert(pc.is_in(texts, pa.array(sorted(left_out)))))


def _starts(plan: Plan, table: pa.Table, where: str) -> Mapping[str, str | None]:
    """Read the start of each unit from its rows."""
    column = plan.units.from_panel or ""
    for name in (column, plan.layout.unit):
        if name not in table.column_names:
            raise PanelError(where=where, what=f"it has no column {name}",
                             mend="add it, or give the starts in the plan, unit by unit")  # fmt: skip
    texts = {name: pc.cast(table[told], pa.string()) for name, told in (("unit", plan.layout.unit), ("start", column))}
    pairs = pa.table(texts).group_by(["unit", "start"]).aggregate([])
    starts: dict[str, str | None] = {}
    for unit, begun in sorted(zip(*(pairs[c].to_pylist() for c in ("unit", "start")), strict=True), key=str):
        if unit is None:
            continue
        if unit in starts:
            raise PanelError(where=where, what=f"unit {unit} has two values in column {column}",
                             mend="write the same start in all rows of a unit, or none in all")  # fmt: skip
        starts[unit] = begun[:7] if begun and begun[7:10] == "-01" else begun or None
    return starts


def _named(plan: Plan, panel: Panel, where: str) -> None:
    """Refuse names of units that the panel does not have: a typing error would silently change what is compared."""
    aside = plan.displacement.areas if plan.displacement else {}
    said = {
        "comparison, units": plan.comparison.units,
        "comparison, left_out": plan.comparison.left_out,
        "displacement, areas": (*aside, *(u for units in aside.values() for u in units)),
    }
    for field, names in said.items():
        strange = sorted(set(names) - set(panel.units))
        if strange:
            raise PanelError(where=where, what=f"it has no row of {_listed(strange)}, which the plan names in {field}",
                             mend="use the same names of units in the plan and in the panel")  # fmt: skip
    treated = {unit for unit, marked in zip(panel.units, planned(panel), strict=True) if marked}
    both = sorted(treated & set(plan.comparison.units))
    if both:
        raise PanelError(where=where, what=f"{_listed(both)} would be compared with itself: the measure is taken there",
                         mend="take it out of comparison, units")  # fmt: skip


def _counts(panel: Panel, column: str, where: str) -> None:
    values = panel.outcome(column)
    known: Floats = values[np.isfinite(values)]
    if (known < 0).any():
        unit, period = np.argwhere(values < 0)[0]
        raise PanelError(
            where=where,
            what=f"column {column} counts {values[unit, period]:g} for {panel.units[unit]} in {panel.periods[period]}, "
            f"and {int((known < 0).sum()) - 1} more of its counts are below nought",
            mend="correct the figures, or write count: false for this outcome in the plan",
        )
    if (known != np.floor(known)).any():
        raise PanelError(
            where=where,
            what=f"column {column} holds {known[known != np.floor(known)][0]:g}, which counts nothing",
            mend="give whole numbers, or write count: false for this outcome in the plan",
        )


def _between(plan: Plan, panel: Panel, where: str) -> Panel:
    first, last = plan.analysis.first, plan.analysis.last
    origin = period_number(panel.periods[0]) or 0
    begin = 0 if first is None else (period_number(first) or 0) - origin
    end = len(panel.periods) if last is None else (period_number(last) or 0) - origin + 1
    if begin == 0 and end == len(panel.periods):
        return panel
    if begin < 0 or end <= begin or begin >= len(panel.periods):
        raise PanelError(where=where, what=f"it runs from {panel.periods[0]} to {panel.periods[-1]}, and the plan uses "
                         f"{first or 'its first period'} to {last or 'its last'}",
                         mend="give the data the plan names, or correct analysis, first and last")  # fmt: skip
    end = min(end, len(panel.periods))
    early = (panel.start != NEVER) & (panel.start <= begin)
    if early.any():
        unit = panel.units[int(np.flatnonzero(early)[0])]
        raise PanelError(where=f"start of {unit}", what=f"the measure begins there before {panel.periods[begin]}, the "
                         "first period the plan uses: there is no time before it",
                         mend="begin earlier, or leave this unit out")  # fmt: skip
    return panel.between(begin, end)


def _listed(names: list[str]) -> str:
    return ", ".join(names[:_SHOWN]) + (f" and {len(names) - _SHOWN} others" if len(names) > _SHOWN else "")
