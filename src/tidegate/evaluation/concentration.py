"""Concentration before and after: do as many incidents lie on fewer places, gather more, follow each other more often.

Few incidents always look more concentrated than many on the same places. So both sides are thinned to the same number
of incidents before they are compared; the figures of the whole stand beside.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tidegate.errors import PanelError
from tidegate.evaluation.displacement.judging import judged
from tidegate.evaluation.displacement.windows import LEAST, whole_length
from tidegate.evaluation.panel import Panel
from tidegate.statistics import (
    generalised_gini,
    getis_ord,
    gini,
    local_moran,
    lorenz,
    moran,
    row_standardised,
    share_of_places,
)

Floats = npt.NDArray[np.float64]
Matrix = Any  # scipy.sparse.csr_array; scipy carries no types
Measure = Callable[[Floats], float]

_THINNINGS = 3
"""Each side is thinned so many times and the mean taken, so that the chance of thinning does not hide a change."""

_FEWEST = 20
"""Incidents on a side below which no concentration is told."""

HOT = 0.05
"""False discovery rate below which a place counts as one where incidents gather."""


@dataclass(frozen=True)
class Moved:
    """One measure before and after.

    Args:
        name: The measure, in words.
        before: Its value before, at as many incidents as after.
        after: Its value after, at as many as before.
        change: The one less the other.
        low: Lower end of the interval of the change.
        high: Upper end.
        p: Two-sided p value of no change.
        whole_before: Its value on all incidents before.
        whole_after: Its value on all incidents after.
        level: Coverage of the interval.
    """

    name: str
    before: float
    after: float
    change: float
    low: float
    high: float
    p: float
    whole_before: float
    whole_after: float
    level: float

    @property
    def shown(self) -> bool:
        """Whether a change was shown."""
        return self.p < 1 - self.level and not self.low <= 0 <= self.high


@dataclass(frozen=True)
class BeforeAfter:
    """How concentration changed.

    Args:
        moved: The measures.
        periods: Number of periods on each side.
        incidents: Incidents before and after.
        compared: Number to which both were thinned.
        tables: `measures`; `lorenz` (share of places, share of incidents before and after, thinned alike is not
            needed to read it); with neighbours `gathering` (Gi* of each unit before and after, with q) and `lisa`
            (class and q of each unit before and after).
        rests_on: What must be true for it to mean what it says.
        warnings: What a reader must know before using it.
    """

    moved: tuple[Moved, ...]
    periods: int
    incidents: tuple[float, float]
    compared: float
    tables: Mapping[str, pa.Table]
    rests_on: tuple[str, ...]
    warnings: tuple[str, ...]


def concentration_before_after(
    panel: Panel,
    outcome: str,
    *,
    seed: int,
    split: int | None = None,
    length: int | None = None,
    neighbours: Matrix | None = None,
    draws: int = 199,
    level: float = 0.95,
) -> BeforeAfter:
    """Compare concentration before and after.

    The null exchanges periods: of each pair of a period before and the one that lies as long after, chance decides
    which counts as before. So seasons stay on both sides, and what happened together in a month stays together.

    Args:
        panel: The panel; for a part of the city pick its units first.
        outcome: Name of the outcome, whole counts.
        seed: Seed of the draws.
        split: Place of the first period after; None for the first start in the panel.
        length: Periods on each side; None for as many as there are on both, at most a year.
        neighbours: Matrix of ones, units by units, for Moran's I, Gi* and LISA; None leaves them out.
        draws: Number of exchanges.
        level: Coverage of the intervals.
    Returns:
        The Gini coefficient, the generalised one, the share of places that holds half, and with neighbours Moran's I
        and the number of places where incidents gather.
    Raises:
        PanelError: There is no start and no split, too little on a side, a gap, or a count below nought.
    Source:
        Bernasco and Steenbeek (2017), J Quant Criminol 33, 451-467, doi:10.1007/s10940-016-9324-7, for the
        coefficient; the thinning is rarefaction as in Hurlbert (1971), Ecology 52, 577-586, doi:10.2307/1934145.
    """
    before, after, warnings = _sides(panel, outcome, split, length)
    rng = np.random.default_rng(seed)
    swaps = rng.integers(0, 2, (before.shape[1], draws)).astype(np.float64)
    exchanged = (after - before) @ swaps
    one, two = before.sum(axis=1), after.sum(axis=1)
    firsts, seconds = one[:, None] + exchanged, two[:, None] - exchanged
    most = float(min(one.sum(), two.sum(), firsts.sum(axis=0).min(), seconds.sum(axis=0).min()))
    if most < _FEWEST:
        raise PanelError(
            where=outcome, what=f"a side has {most:.0f} incidents", mend="lengthen the time or take more places"
        )
    measures = _measures(neighbours)
    found = _changes(one, two, most, measures, rng)
    null = np.array([_changes(f, s, most, measures, rng) for f, s in zip(firsts.T, seconds.T, strict=True)])
    moved = tuple(
        _moved(name, found[k], null[:, k], (measure(one), measure(two)), level)
        for k, (name, measure) in enumerate(measures.items())
    )
    tables = {"measures": _measures_table(moved), "lorenz": _curves(one, two)}
    if neighbours is not None:
        tables |= _places(panel, one, two, neighbours, seed)
    if abs(one.sum() - two.sum()) > most / 2:
        warnings += (
            f"{one.sum():.0f} incidents before and {two.sum():.0f} after are far apart; the fuller side was thinned.",
        )
    return BeforeAfter(
        moved, before.shape[1], (float(one.sum()), float(two.sum())), most, tables, _RESTS_ON, warnings
    )  # fmt: skip


_RESTS_ON = (
    "Without the measure incidents would lie on the places as they did before, whatever their number.",
    "No comparison area is in it: a change of the whole city shows as well.",
    "Months may be exchanged: where incidents lie in one month says nothing of where they lie in the next, beyond what "
    "holds for all months.",
)


def _sides(panel: Panel, outcome: str, split: int | None, length: int | None) -> tuple[Floats, Floats, tuple[str, ...]]:
    values = panel.outcome(outcome)
    if split is None and not panel.treated.any():
        raise PanelError(where=outcome, what="no unit is treated", mend="say from which period on is after")
    first = int(panel.start[panel.treated].min()) if split is None else split
    periods = length or whole_length(panel.periods[0], first, len(panel.periods) - first)
    if periods < LEAST or first - periods < 0 or first + periods > len(panel.periods):
        raise PanelError(
            where=outcome,
            what=f"there are {first} periods before and {len(panel.periods) - first} from the split on",
            mend=f"give at least {LEAST} on each side, and as many as are asked for",
        )
    before, after = values[:, first - periods : first], values[:, first : first + periods]
    whole = np.isfinite(before).all(axis=1) & np.isfinite(after).all(axis=1)
    if (before[whole] < 0).any() or (after[whole] < 0).any():
        raise PanelError(where=outcome, what="a count is below nought", mend="give counts of incidents, nought or more")
    warnings: tuple[str, ...] = ()
    if not whole.all():
        raise PanelError(
            where=outcome, what=f"{int((~whole).sum())} units lack a period", mend="fill the gaps or pick whole units"
        )
    if periods < 7:  # 64 exchanges that differ in more than the names of the sides
        warnings = (f"With {periods} periods on each side p cannot fall far below {2.0 ** (1 - periods):.2f}.",)
    return before, after, warnings


def _measures(neighbours: Matrix | None) -> dict[str, Measure]:
    measures: dict[str, Measure] = {
        "Gini coefficient": gini,
        "generalised Gini coefficient": generalised_gini,
        "share of places that holds half": partial(share_of_places, share=0.5),
    }
    if neighbours is not None:
        means = row_standardised(neighbours)
        measures["Moran's I"] = lambda counts: moran(counts, means).i
        measures["places where incidents gather"] = lambda counts: float((_hot(counts, neighbours)).sum())
    return measures


def _hot(counts: Floats, neighbours: Matrix) -> npt.NDArray[np.bool_]:
    gathering = getis_ord(counts, neighbours)
    hot: npt.NDArray[np.bool_] = (gathering.z > 0) & (gathering.q < HOT)
    return hot


def _changes(
    one: Floats, two: Floats, most: float, measures: Mapping[str, Measure], rng: np.random.Generator
) -> Floats:
    """Values before and after of each measure, both sides thinned alike; shape (measures, 2)."""
    totals = np.zeros((len(measures), 2))
    for _ in range(_THINNINGS):
        for side, counts in enumerate((one, two)):
            thin = rng.binomial(counts.astype(np.int64), most / counts.sum()).astype(np.float64)
            totals[:, side] += [measure(thin) for measure in measures.values()]
    return totals / _THINNINGS


def _moved(name: str, found: Floats, null: Floats, whole: tuple[float, float], level: float) -> Moved:
    change = float(found[1] - found[0])
    beside = judged(change, null[:, 1] - null[:, 0], level=level)
    return Moved(
        name, float(found[0]), float(found[1]), change, beside.low, beside.high, beside.p, whole[0], whole[1], level
    )


def _measures_table(moved: tuple[Moved, ...]) -> pa.Table:
    columns = ("name", "before", "after", "change", "low", "high", "p", "whole_before", "whole_after")
    return pa.table({name: [getattr(one, name) for one in moved] for name in columns})


def _curves(one: Floats, two: Floats) -> pa.Table:
    shares = np.linspace(0, 1, 101)
    curves = [lorenz(counts) for counts in (one, two)]
    held = [np.interp(shares, curve[:, 0], curve[:, 1]) for curve in curves]
    return pa.table({"share_of_places": shares, "held_before": held[0], "held_after": held[1]})


def _places(panel: Panel, one: Floats, two: Floats, neighbours: Matrix, seed: int) -> dict[str, pa.Table]:
    stars = [getis_ord(counts, neighbours) for counts in (one, two)]
    local = [local_moran(counts, neighbours, seed=seed, shuffles=999) for counts in (one, two)]
    units = pa.array(panel.units, pa.string())
    return {
        "gathering": pa.table(
            {
                "unit": units, "z_before": stars[0].z, "q_before": stars[0].q, "z_after": stars[1].z,
                "q_after": stars[1].q,
            }
        ),
        "lisa": pa.table(
            {
                "unit": units, "kind_before": pa.array(local[0].kind.tolist(), pa.string()), "q_before": local[0].q,
                "kind_after": pa.array(local[1].kind.tolist(), pa.string()), "q_after": local[1].q,
            }
        ),
    }  # fmt: skip
