"""The treated set beside many sets that are like it: what is counted, and what may be drawn.

What lies near a treated place is never drawn for comparison, nor counted around a place that is: what moved there
from the treated place would be taken for the usual course of things.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from tidegate.errors import EvaluationError
from tidegate.evaluation.displacement.draws import Drawn, Likeness, draw_alike
from tidegate.evaluation.displacement.rings import Overlap, Rings, named_areas, overlap, rings_around, within_reach
from tidegate.evaluation.displacement.tallies import Tally, tally
from tidegate.evaluation.displacement.windows import Windows, windows
from tidegate.evaluation.panel import Panel

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Marks = npt.NDArray[np.bool_]

ENOUGH = 2
"""Times as many places to draw from as are treated; with fewer, the drawn sets are nearly one and the same."""


@dataclass(frozen=True)
class Comparing:
    """How a treated set is compared.

    Args:
        before: Periods before each start; None for as many as there are on both sides, at most a year.
        after: Periods from each start on; None for as many as before.
        rings_m: Outer edges of the rings around treated places, metres; empty for none.
        areas: Instead of rings, areas named beforehand to which the problem may move, name to names of units.
        buffer_m: Distance from treated places within which nothing is drawn for comparison, metres; None for the
            outermost edge.
        among: Names of the units that may be drawn for comparison, such as the comparison areas of a plan; None for
            every untreated unit.
        draws: Number of sets drawn.
        alike: How many of the nearest in level each place is drawn from.
    """

    before: int | None = None
    after: int | None = None
    rings_m: Sequence[float] = ()
    areas: Mapping[str, Sequence[str]] = field(default_factory=dict)
    buffer_m: float | None = None
    among: Sequence[str] | None = None
    draws: int = 999
    alike: int = 100


@dataclass(frozen=True)
class Compared:
    """The treated set and the drawn sets, counted alike.

    Args:
        times: The sums per unit.
        names: Names of the quantities of the tallies; the first is the area.
        rings: The rings; None where there are none.
        around: Names of the bands or areas.
        drawn: The drawn sets.
        found: Sums of the treated set; one set.
        null: Sums of the drawn sets.
        quantities: The same per unit, shape (quantities, starts, units).
        near: Units that may count as lying around the treated set.
        pool: Number of places drawn from.
        overlap: How rings overlap; None without rings.
        apart: Whether the surroundings of treated places could be left out of the comparison.
        warnings: What a reader must know.
    """

    times: Windows
    names: tuple[str, ...]
    rings: Rings | None
    around: tuple[str, ...]
    drawn: Drawn
    found: Tally
    null: Tally
    quantities: Floats
    near: Marks
    pool: int
    overlap: Overlap | None
    apart: bool
    warnings: tuple[str, ...]


def compare(panel: Panel, outcome: str, comparing: Comparing, *, seed: int) -> Compared:
    """Count the treated set and many sets like it.

    Args:
        panel: The panel; needs `points` where rings are asked for. Its weights are taken as sizes of the units.
        outcome: Name of the outcome, a count.
        comparing: How.
        seed: Seed of the draws.
    Returns:
        Both, counted alike.
    Raises:
        PanelError: The panel cannot answer (see `windows`).
        EvaluationError: Rings are asked for and points are not known, rings and areas are both asked for, an area is
            wrong, or there is nothing to draw from.
    """
    _askable(panel, comparing)
    times = windows(panel, outcome, before=comparing.before, after=comparing.after)
    rings = rings_around(panel.points, comparing.rings_m) if panel.points is not None and comparing.rings_m else None
    areas = named_areas(panel.units, comparing.areas, panel.treated)
    rng = np.random.default_rng(seed)
    size = np.ones(len(panel.units)) if panel.weights is None else panel.weights
    names = ("area", *times.sums)
    quantities = np.stack([np.broadcast_to(size, times.sums["before"].shape), *times.sums.values()])
    # Of the places under the measure none may serve for comparison, not even those left out for a gap.
    free = ~panel.treated & times.whole
    for units in areas.values():
        free[units] = False
    if comparing.among is not None:
        free &= _named(panel, comparing.among)
    pool, apart, said = _pool(panel, times, free, comparing)
    likeness = Likeness(_levels(times, rings), panel.points, comparing.alike)
    drawn = draw_alike(times.treated, times.start_of, pool, likeness, draws=comparing.draws, rng=rng)
    near, clean = times.whole & ~panel.treated, _clean(panel, times, rings, apart)
    found = tally(times.treated[None], times.start_of, quantities, rings=rings, clean=near)
    null = tally(drawn.places, times.start_of, quantities, rings=rings, clean=clean)
    if areas:
        found, null = _with_areas(found, null, areas, quantities, pool, likeness, comparing.draws, rng)
    crossed = overlap(rings, times.treated, free) if rings else None
    around = rings.labels() if rings else tuple(areas)
    if drawn.shared > 0:
        said += (f"There are few places like the treated: {drawn.shared:.0%} of the drawn ones stand twice in a set.",)
    return Compared(
        times, names, rings, around, drawn, found, null, quantities, near, len(pool), crossed, apart,
        times.warnings + said,
    )  # fmt: skip


def _askable(panel: Panel, comparing: Comparing) -> None:
    if comparing.rings_m and comparing.areas:
        raise EvaluationError(
            where="displacement", what="both rings and named areas are given", mend="choose one of them in the plan"
        )
    if comparing.rings_m and panel.points is None:
        raise EvaluationError(
            where="rings", what="the panel has no coordinates", mend="give each unit its coordinates in metres"
        )
    if comparing.draws < 1 or comparing.alike < 1:
        raise ValueError(f"draws is {comparing.draws} and alike {comparing.alike}: give 1 or more of each")


def _named(panel: Panel, names: Sequence[str]) -> Marks:
    known, asked = set(panel.units), set(names)
    if strange := sorted(asked - known):
        raise EvaluationError(
            where="comparison",
            what=f"the panel has no unit {strange[0]}" + (f", nor {len(strange) - 1} others" if strange[1:] else ""),
            mend="use the same names of units in the plan and in the panel",
        )
    return np.array([unit in asked for unit in panel.units], dtype=np.bool_)


def _pool(panel: Panel, times: Windows, free: Marks, comparing: Comparing) -> tuple[Ints, bool, tuple[str, ...]]:
    """Choose what to draw from: far from the treated if that is enough, otherwise nearer, and say so."""
    need = ENOUGH * len(times.treated)
    reach = comparing.buffer_m if comparing.buffer_m is not None else max(comparing.rings_m, default=0.0)
    far = free
    if panel.points is not None and reach > 0:
        far = free & ~within_reach(panel.points, np.flatnonzero(panel.treated), reach)
    if far.sum() >= need:
        return np.flatnonzero(far), True, ()
    if free.sum() >= need:
        said = f"Only {int(far.sum())} places lie beyond {reach:g} m from the treated, so nearer ones were drawn too."
        return np.flatnonzero(free), False, (said,)
    if not free.any():
        raise EvaluationError(
            where="comparison", what="no whole untreated place is left to compare with",
            mend="add places in which the measure is not taken",
        )  # fmt: skip
    every = free.copy()
    every[times.treated] = True
    said = (
        f"Only {int(free.sum())} untreated places stand beside {len(times.treated)} treated, so sets were drawn from "
        "all places, the treated among them: an effect is harder to show."
    )
    return np.flatnonzero(every), False, (said,)


def _levels(times: Windows, rings: Rings | None) -> Floats:
    """How much happened before each start at each unit and, where rings are counted, around it."""
    own = times.sums["before"]
    if rings is None:
        return own[None]
    whole = sum(rings.bands[1:], start=rings.bands[0])
    number = np.maximum(np.asarray(whole.sum(axis=1)).ravel(), 1.0)
    return np.stack([own, (whole @ own.T).T / number])


def _clean(panel: Panel, times: Windows, rings: Rings | None, apart: bool) -> Marks:
    """Mark what may be counted around a drawn place: nothing treated, and nothing around the treated."""
    clean = times.whole.copy()
    if apart:
        clean &= ~panel.treated
        for band in rings.bands if rings else ():
            clean &= np.asarray(band[np.flatnonzero(panel.treated)].sum(axis=0)).ravel() == 0
    return clean


def _with_areas(
    found: Tally, null: Tally, areas: Mapping[str, Ints], quantities: Floats, pool: Ints, likeness: Likeness,
    draws: int, rng: np.random.Generator,
) -> tuple[Tally, Tally]:  # fmt: skip
    """Count named areas in the place of rings, each beside as many places drawn like its own."""
    theirs, others = [], []
    nowhere = np.ones(quantities.shape[2], dtype=np.bool_)
    for units in areas.values():
        first = np.zeros(len(units), dtype=np.int64)  # what moves may move from the earliest start on
        drawn = draw_alike(units, first, pool, likeness, draws=draws, rng=rng)
        theirs.append(tally(units[None], first, quantities, rings=None, clean=nowhere).local)
        others.append(tally(drawn.places, first, quantities, rings=None, clean=nowhere).local)
    return Tally(found.local, np.stack(theirs)), Tally(null.local, np.stack(others))
