"""The treated set beside many sets that are like it: what is counted, and what may be drawn.

Two kinds of sets are drawn. Sets of comparison places, among which no treated one is, say what would have happened.
Sets of any places, the treated among them, say how far chance carries a set: had nothing been done, the treated set
would be one of those. Sets without the treated would not do, for an odd place that is treated would then never be met.

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

CROWDED = 1 / 3
"""Share of all units at or around the treated from which on the rest is too little of a city to compare rings with."""

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
        names: Names of the quantities of the tallies: `area`, how much of it is `treated`, how much is that or lies
            around it (`touched`), and the times of `Windows.sums`.
        rings: The rings; None where there are none.
        around: Names of the bands or areas.
        drawn: The sets of comparison places.
        found: Sums of the treated set; one set.
        beside: Sums of the sets of comparison places: what the treated set is compared with.
        null: Sums of sets drawn in the same way from all places, the treated among them: how far a set may lie from
            what it is compared with if nothing was done.
        quantities: The same per unit, shape (quantities, starts, units).
        near: Units that may count as lying around the treated set.
        pool: Number of places drawn from.
        overlap: How rings overlap; None without rings.
        apart: Whether the surroundings of treated places could be left out of the comparison.
        warnings: What a reader must know.
        sets: How many different sets the null knows; few where there are few places.
    """

    times: Windows
    names: tuple[str, ...]
    rings: Rings | None
    around: tuple[str, ...]
    drawn: Drawn
    found: Tally
    beside: Tally
    null: Tally
    quantities: Floats
    near: Marks
    pool: int
    overlap: Overlap | None
    apart: bool
    warnings: tuple[str, ...]
    sets: int


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
    touched = _touched(panel, rings)
    names = ("area", "treated", "touched", *times.sums)
    sizes = [np.broadcast_to(size * of, times.sums["before"].shape) for of in (1.0, panel.treated, touched)]
    quantities = np.stack([*sizes, *times.sums.values()])
    # Of the places under the measure none may serve for comparison, not even those left out for a gap.
    free = ~panel.treated & times.whole
    for units in areas.values():
        free[units] = False
    if comparing.among is not None:
        free &= _named(panel, comparing.among)
    pool, apart, said = _pool(panel, times, free, comparing)
    likeness = Likeness(_levels(times, rings), panel.points, comparing.alike)
    near = times.whole & ~panel.treated
    found = tally(times.treated[None], times.start_of, quantities, rings=rings, clean=near)

    def counted(units: Ints, start_of: Ints, source: Ints, around: Rings | None, clean: Marks) -> tuple[Drawn, Tally]:
        drawn = draw_alike(units, start_of, source, likeness, draws=comparing.draws, rng=rng)
        return drawn, tally(drawn.places, start_of, quantities, rings=around, clean=clean)

    clean = times.whole & ~touched if apart else times.whole
    drawn, beside = counted(times.treated, times.start_of, pool, rings, clean)
    # Had nothing been done, the treated places and their surroundings would be places like others.
    any_place = np.union1d(pool, times.treated)
    any_drawn, null = counted(times.treated, times.start_of, any_place, rings, times.whole)
    if areas:
        nowhere = np.zeros(len(panel.units), dtype=np.bool_)
        own, besides, nulls = [], [], []
        for units in areas.values():
            first = np.zeros(len(units), dtype=np.int64)  # what moves may move from the earliest start on
            own.append(tally(units[None], first, quantities, rings=None, clean=nowhere).local)
            besides.append(counted(units, first, pool, None, nowhere)[1].local)
            nulls.append(counted(units, first, np.union1d(pool, units), None, nowhere)[1].local)
        found = Tally(found.local, np.stack(own))
        beside, null = Tally(beside.local, np.stack(besides)), Tally(null.local, np.stack(nulls))
    crossed = overlap(rings, times.treated, free) if rings else None
    around = rings.labels() if rings else tuple(areas)
    if rings and touched.mean() > CROWDED:
        said += (
            f"{touched.mean():.0%} of all units lie at or around the treated: what is told of rings, and of the total, "
            "rests on the few others, and its p values are somewhat too small.",
        )
    if drawn.shared > 0:
        said += (f"There are few places like the treated: {drawn.shared:.0%} of the drawn ones stand twice in a set.",)
    return Compared(
        times, names, rings, around, drawn, found, beside, null, quantities, near, len(pool), crossed, apart,
        times.warnings + said, any_drawn.sets,
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
    said = (
        f"Only {int(free.sum())} untreated places stand beside {len(times.treated)} treated, so the drawn sets are "
        "nearly one and the same, and a single odd place among them counts much."
    )
    return np.flatnonzero(free), False, (said,)


def _levels(times: Windows, rings: Rings | None) -> Floats:
    """How much happened before each start at each unit and, where rings are counted, around it."""
    own = times.sums["before"]
    if rings is None:
        return own[None]
    whole = sum(rings.bands[1:], start=rings.bands[0])
    number = np.maximum(np.asarray(whole.sum(axis=1)).ravel(), 1.0)
    return np.stack([own, (whole @ own.T).T / number])


def _touched(panel: Panel, rings: Rings | None) -> Marks:
    """Mark what is treated and what lies around it."""
    touched = panel.treated.copy()
    for band in rings.bands if rings else ():
        touched |= np.asarray(band[np.flatnonzero(panel.treated)].sum(axis=0)).ravel() > 0
    return touched
