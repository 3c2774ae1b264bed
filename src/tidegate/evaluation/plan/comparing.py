"""Which units may be compared with those of the measure, and why each of the others may not."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from tidegate.errors import PanelError
from tidegate.evaluation.panel import Panel
from tidegate.evaluation.plan.laying import planned
from tidegate.evaluation.plan.plan import Plan

Marks = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Compared:
    """The units that are compared.

    Args:
        marks: For each unit of the panel whether it is one.
        why_not: Unit that is none, and no unit of the measure either, to the reason.
    """

    marks: Marks
    why_not: Mapping[str, str]

    @property
    def number(self) -> int:
        """How many there are."""
        return int(self.marks.sum())


def compared(plan: Plan, panel: Panel) -> Compared:
    """Find the units that the plan compares with.

    Args:
        plan: The plan.
        panel: Its panel.
    Returns:
        The units that never get the measure, less those that are named as no comparison, watched for displacement,
        or too near; under `named`, and under `matched` once units are chosen, only those.
    Raises:
        PanelError: Distances are asked for, and the panel knows no coordinates.
    """
    reasons: dict[str, str] = {}
    if plan.comparison.strategy in {"named", "matched"} and plan.comparison.units:
        wanted = frozenset(plan.comparison.units)
        reasons |= {unit: "the plan does not name it" for unit in panel.units if unit not in wanted}
    if plan.displacement:
        watched = plan.displacement.watched
        reasons |= {unit: "it is watched for displacement" for unit in panel.units if unit in watched}
    reasons |= too_near(plan, panel)
    reasons |= dict.fromkeys(plan.comparison.left_out, "the plan leaves it out of the comparison")
    treated = planned(panel)
    free = [unit not in reasons for unit in panel.units]
    if plan.comparison.strategy == "none":
        return Compared(np.zeros(len(free), dtype=np.bool_), {})
    marks: Marks = np.array(free, dtype=np.bool_) & ~treated
    why = {u: reasons[u] for u, t in zip(panel.units, treated, strict=True) if not t and u in reasons}
    return Compared(marks, why)


def too_near(plan: Plan, panel: Panel) -> dict[str, str]:
    """Find the units that lie within the buffer, or within the outermost ring, of a unit of the measure.

    Args:
        plan: The plan.
        panel: Its panel.
    Returns:
        Unit to the reason, with its distance.
    Raises:
        PanelError: The plan has a buffer or rings, and the panel knows no coordinates of a unit.
    """
    rings = plan.displacement.rings_m if plan.displacement else ()
    reach = max([plan.comparison.buffer_m, *rings])
    treated = planned(panel)
    if reach <= 0 or not treated.any():
        return {}
    if panel.points is None or not np.isfinite(panel.points).all():
        lacking = "no coordinates" if panel.points is None else "units without coordinates"
        raise PanelError(
            where="the panel",
            what=f"it has {lacking}, and the plan asks for distances in metres",
            mend="name two columns in panel, points (metres east, metres north), or write buffer_m: 0 and no rings",
        )
    away, nearest = cKDTree(panel.points[treated]).query(panel.points)
    names = [unit for unit, marked in zip(panel.units, treated, strict=True) if marked]
    return {
        unit: f"it lies {metres:,.0f} m from {names[place]}, within the "
        + (f"buffer of {plan.comparison.buffer_m:,.0f} m" if metres <= plan.comparison.buffer_m else "rings")
        for unit, metres, place, marked in zip(panel.units, away, nearest, treated, strict=True)
        if not marked and metres <= reach
    }
