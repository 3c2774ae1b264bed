"""What every method asks of a panel before it answers.

A refusal names what is missing and how to mend it; what can be lived with comes back as a warning and stands in the
effect, so that no report can lose it.
"""

import numpy as np

from tidegate.errors import PanelError
from tidegate.evaluation.panel import NEVER, Floats, Ints, Panel


def admit(panel: Panel, outcome: str, *, before: int = 2, comparison: bool = True) -> tuple[str, ...]:
    """Refuse a panel from which no effect of any kind can be told.

    Args:
        panel: The panel.
        outcome: Name of the outcome.
        before: Fewest periods before each start.
        comparison: Whether the method needs units without the measure.
    Returns:
        Warnings, one sentence each; empty where nothing is amiss.
    Raises:
        PanelError: No unit was treated while the data last, none stayed without the measure, there are too few
            periods before a start, or the outcome is below nought or the same everywhere.
    """
    values = panel.outcome(outcome)
    treated = panel.treated
    if not treated.any():
        raise PanelError(
            where=outcome,
            what="no unit gets the measure while the data last",
            mend="give the start of the measure per unit, or data that reach beyond it",
        )
    if comparison and treated.all():
        raise PanelError(
            where=outcome,
            what="every unit gets the measure, so there is no untreated unit to compare with",
            mend="add units without the measure, or choose interrupted-series, which needs none",
        )
    first = int(panel.start[treated].min())
    if first < before:
        raise PanelError(
            where=outcome,
            what=f"there is {first} period before the start" if first == 1 else f"there are {first} periods before it",
            mend=f"give at least {before} periods from before the start",
        )
    known = values[np.isfinite(values)]
    if (known < 0).any():
        raise PanelError(
            where=outcome,
            what=f"{int((known < 0).sum())} cells are below nought",
            mend="counts and rates are 0 or more; look for a code for missing, such as -1 or -9",
        )
    if not known.size or known.min() == known.max():
        raise PanelError(
            where=outcome,
            what="it is the same in every unit and period" if known.size else "it has no value at all",
            mend="check the column; from an outcome that never changes no effect can be told",
        )
    return _late(panel)


def _late(panel: Panel) -> tuple[str, ...]:
    late = int(((panel.start != NEVER) & (panel.start >= len(panel.periods))).sum())
    if not late:
        return ()
    return (f"{late} units get the measure only after the data end and count as units without it.",)


def whole_periods(panel: Panel, values: Floats, rows: Ints) -> tuple[Ints, tuple[str, ...]]:
    """Mark the periods in which all of the given rows have a value.

    Args:
        panel: The panel, for the names of its periods.
        values: Values, shape (rows, periods).
        rows: Places of the rows that must be whole.
    Returns:
        Places of the periods that can be used, in order, and a warning where some cannot.
    """
    whole = np.isfinite(values[rows]).all(axis=0)
    lost = [panel.periods[i] for i in np.flatnonzero(~whole)]
    if not lost:
        return np.flatnonzero(whole), ()
    some = ", ".join(lost[:5]) + (" and others" if len(lost) > 5 else "")
    return np.flatnonzero(whole), (
        f"The series has a gap: {len(lost)} of {len(panel.periods)} periods have no value in a treated unit ({some}) "
        "and are left out.",
    )


def without_the_missing(panel: Panel, values: Floats, donors: Ints) -> tuple[Ints, tuple[str, ...]]:
    """Leave out comparison units that lack a value in a period that is used.

    Args:
        panel: The panel, for the names of its units.
        values: Values of the used periods, shape (units, used periods).
        donors: Places of the comparison units.
    Returns:
        Places of those that are whole, and a warning where some are not.
    Raises:
        PanelError: None is left.
    """
    whole = np.isfinite(values[donors]).all(axis=1)
    if not whole.any():
        raise PanelError(
            where="the panel",
            what="every comparison unit lacks a value in some period",
            mend="complete the series, or choose periods in which they are whole",
        )
    names = [panel.units[i] for i in donors[~whole]]
    if not names:
        return donors, ()
    some = ", ".join(names[:5]) + (" and others" if len(names) > 5 else "")
    return donors[whole], (f"{len(names)} comparison units have a gap in their series and are left out: {some}.",)
