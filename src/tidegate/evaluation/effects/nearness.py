"""Nearness: comparison units next door may get what was driven away, or share in the benefit."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from scipy.spatial import cKDTree

from tidegate.errors import EvaluationError
from tidegate.evaluation.effect import Check
from tidegate.evaluation.effects.cells import Reading, Summing, lay_out
from tidegate.evaluation.effects.contrasts import overall
from tidegate.evaluation.effects.influence import estimate
from tidegate.evaluation.effects.permuting import assignments, placebos
from tidegate.evaluation.panel import NEVER, Floats, Ints, Panel

BORDER = 0.05
"""P value below which the units next door are said to have moved otherwise than those far off."""

FEW = 8
"""With fewer near or far units the p value comes from other assignments."""


def apart(panel: Panel, distance_m: float) -> npt.NDArray[np.bool_]:
    """Mark the units that may stay when comparison units next door are left out.

    Args:
        panel: The panel, its points known.
        distance_m: Comparison units this near a treated unit do not stay, metres.
    Returns:
        One mark for each unit; treated units always stay.
    Raises:
        EvaluationError: The panel has no points.
    """
    far: npt.NDArray[np.bool_] = panel.treated | (_nearest(panel)[0] > distance_m)
    return far


def nearness_check(panel: Panel, outcome: str, reading: Reading, distance_m: float, *, draws: int, seed: int) -> Check:
    """Look whether comparison units next door moved otherwise than those far off.

    Args:
        panel: The panel, its points known.
        outcome: Name of the outcome.
        reading: How cells are read.
        distance_m: How near is next door, metres.
        draws: Other choices of the near units, where there are few of them.
        seed: What those start from.
    Returns:
        The check; it holds where no difference is found.
    Raises:
        EvaluationError: The panel has no points.
    """
    name = f"Comparison units within {distance_m:g} m"
    distances, nearest = _nearest(panel)
    near = (panel.start == NEVER) & (distances <= distance_m)
    far = (panel.start == NEVER) & ~near
    if near.sum() < 2 or far.sum() < 2:
        return Check("overlap", name, None, f"There are {near.sum()} units next door and {far.sum()} far off: too few.")
    start = np.where(near, panel.start[nearest], NEVER)
    beside = Panel(panel.units, panel.periods, panel.outcomes, start, clusters=panel.clusters).pick(near | far)
    cells = lay_out(beside, outcome, reading)
    summing = Summing(cells)
    contrast = overall(cells, "simple")
    found = estimate(summing, [contrast], clusters=beside.clusters)[0]
    low, high, p = (float(end[0]) for end in found.intervals(0.95))
    if min(near.sum(), far.sum()) < FEW and draws:
        drawn = placebos(summing, [contrast], assignments(cells.labels, beside.clusters, draws=draws, seed=seed))
        p = float(drawn.p(found.values)[0])
    value = float(found.values[0])
    how = "moved otherwise than" if p < BORDER else "moved as"
    return Check(
        "overlap",
        name,
        p >= BORDER,
        f"The {near.sum()} comparison units next door {how} those far off ({value:.3g}, p {p:.3f}).",
        p,
        BORDER,
        pa.table({"value": [value], "low": [low], "high": [high], "p": [p], "near": [int(near.sum())]}),
    )


def _nearest(panel: Panel) -> tuple[Floats, Ints]:
    """Distance to the nearest treated unit, and its place."""
    if panel.points is None:
        raise EvaluationError(
            where="distance to treated units",
            what="the panel has no coordinates",
            mend="name the columns with the coordinates in the plan, or leave out what is asked by distance",
        )
    treated = np.flatnonzero(panel.treated)
    distances, places = cKDTree(panel.points[treated]).query(panel.points)
    return np.asarray(distances, dtype=np.float64), treated[np.asarray(places, dtype=np.int64)]
