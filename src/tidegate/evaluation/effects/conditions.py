"""What a panel must have before any effect can be estimated, and what must be said loudly when it has less.

A refusal stops what would be wrong; a warning travels with the estimate into every report.
"""

import numpy as np

from tidegate.errors import EvaluationError, PanelError
from tidegate.evaluation.panel import NEVER, Panel

MUCH_MISSING = 0.5
"""Share of missing cells from which there is no panel any more, but a handful of sightings."""

UNLIKE = 0.05
"""Difference in the share of missing cells, treated beside comparison, from which missing itself may be an effect."""


def refuse_unusable(panel: Panel, outcome: str, *, counts: bool | None = None) -> None:
    """Refuse what no method can answer.

    Args:
        panel: The panel.
        outcome: Name of its outcome.
        counts: Whether the outcome counts something and cannot be below nought; None where that is to be seen from
            the values: whole numbers are counts.
    Raises:
        PanelError: There is no treated unit, none of them has a time before its start, the outcome is constant or
            mostly missing, or a count is below nought.
    """
    values = panel.outcome(outcome)
    known = values[np.isfinite(values)]
    if not panel.treated.any():
        raise PanelError(
            where=outcome,
            what="in no unit does the measure begin while the data last",
            mend="name the units and their starts in the plan, or wait for data from after the start",
        )
    if not (panel.start[panel.treated] > 0).any():
        raise PanelError(
            where=outcome,
            what="every treated unit is under the measure from the first period on",
            mend="give data from before the start",
        )
    if len(known) < (1 - MUCH_MISSING) * values.size:
        raise PanelError(
            where=outcome,
            what=f"{1 - len(known) / values.size:.0%} of the cells have no value",
            mend="give a row for every unit and period, with 0 where nothing happened",
        )
    if known.min() == known.max():
        raise PanelError(
            where=outcome,
            what=f"it is {known[0]:g} in every unit and period",
            mend="look whether the right column was named; what never changes cannot show an effect",
        )
    whole = bool((known == np.round(known)).all()) if counts is None else counts
    if whole and known.min() < 0:
        raise PanelError(
            where=outcome,
            what=f"{int((known < 0).sum())} counts are below nought",
            mend="correct them at their source; where the outcome is no count, say so in the plan",
        )


def refuse_few(number: int, least: int, *, what: str, why: str, where: str) -> None:
    """Refuse where there are too few units.

    Args:
        number: How many there are.
        least: How many are needed.
        what: What they are, such as `comparison units`.
        why: What fails with fewer, as a clause.
        where: The outcome.
    Raises:
        EvaluationError: There are fewer.
    """
    if number < least:
        raise EvaluationError(
            where=where,
            what=f"there are {number} {what}, and at least {least} are needed: {why}",
            mend="widen the comparison in the plan, or name another method there",
        )


def missing_warnings(panel: Panel, outcome: str) -> tuple[str, ...]:
    """Say what is missing.

    Args:
        panel: The panel.
        outcome: Name of its outcome.
    Returns:
        One sentence for each thing that lacks; empty where nothing does.
    """
    lacking = ~np.isfinite(panel.outcome(outcome))
    if not lacking.any():
        return ()
    said = []
    gaps = [panel.periods[t] for t in np.flatnonzero(lacking.all(axis=0))]
    if gaps:
        said.append(f"There is a gap in the series: no unit has a value in {_some(gaps)}; nothing is put in its place.")
    others = lacking[:, ~lacking.all(axis=0)]
    if others.any():
        said.append(
            f"{others.mean():.1%} of the remaining cells have no value; they are left out and are not taken for nought."
        )
    never = panel.start == NEVER
    if panel.treated.any() and never.any():
        unlike = others[panel.treated].mean() - others[never].mean()
        if abs(unlike) > UNLIKE:
            more = "treated" if unlike > 0 else "comparison"
            said.append(
                f"Values are missing more often in {more} units, by {abs(unlike):.0%} of the cells: what is missing "
                "may itself be an effect of the measure."
            )
    return tuple(said)


def time_warnings(panel: Panel) -> tuple[str, ...]:
    """Say where the time before the start is too short to judge anything by.

    Args:
        panel: The panel.
    Returns:
        One sentence for each thing.
    """
    said = []
    starts = panel.start[panel.treated]
    early = int((starts == 0).sum())
    if early:
        said.append(
            f"{early} units are under the measure from the first period on; they are left out, for there is no time "
            "before it."
        )
    if starts.max() == 1:
        said.append(
            "There is one period before the start: whether treated and comparison units moved alike cannot be tested."
        )
    return tuple(said)


def _some(names: list[str]) -> str:
    return ", ".join(names[:6]) + (f" and {len(names) - 6} others" if len(names) > 6 else "")
