"""Group-time cells: how a cohort moved from its base to a period, beside its comparison units in the same time.

A cohort is the set of units in which the measure began in one period. Without covariates a group-time effect of
Callaway and Sant'Anna is a difference of two means of changes, so everything here is sums over units: one matrix
product gives all cells, and a hundred and ninety-nine other assignments of the starts cost as many products, no more.

Source:
    Callaway and Sant'Anna (2021), J Econometrics 225(2), 200-230, doi:10.1016/j.jeconom.2020.12.001.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from tidegate.evaluation.panel import NEVER, Floats, Ints, Panel

Comparison = Literal["never", "not-yet"]
Base = Literal["varying", "universal", "mean"]
Marks = npt.NDArray[np.bool_]

OUT = -1
"""Label of a unit that belongs to no cohort and is no comparison either."""

DRAWS_AT_ONCE = 24
"""So many assignments go through one matrix product; more would only need more memory."""


@dataclass(frozen=True)
class Reading:
    """How cells are read.

    Args:
        comparison: `never`: units that never get the measure; `not-yet`: those, and units that get it later.
        base: What a period after the start is compared with. `varying` and `universal`: the last period before the
            start (and its anticipation); periods before it are compared with the one before each (`varying`) or with
            that same last one (`universal`). `mean`: the mean of all periods before, for every period, which is
            steadier where single periods are noisy counts.
        anticipation: Number of periods before the start in which it may already act.
    """

    comparison: Comparison = "never"
    base: Base = "varying"
    anticipation: int = 0


@dataclass(frozen=True)
class Cells:
    """A panel laid out for sums over cohorts.

    Args:
        values: Outcome, shape (units, periods); 0 where it is missing.
        known: Where it is not missing.
        weight: Weight of each unit, mean 1.
        labels: For each unit the place of its cohort in `starts`, their number for a comparison unit, `OUT` for none.
        starts: First period of each cohort, rising.
        reading: How cells are read.
        under: Which cells lie under the measure, its anticipation included; shape (units, periods).
    """

    values: Floats
    known: Marks
    weight: Floats
    labels: Ints
    starts: Ints
    reading: Reading
    under: Marks

    @property
    def cohorts(self) -> int:
        """How many cohorts there are."""
        return len(self.starts)

    @property
    def sizes(self) -> Floats:
        """Weight of each cohort, shape (cohorts,)."""
        used = self.labels != OUT
        made = np.bincount(self.labels[used], self.weight[used], self.cohorts + 1)[:-1]
        return np.asarray(made, dtype=np.float64)

    @property
    def before(self) -> Marks:
        """Which periods lie before a cohort's start and its anticipation, shape (cohorts, periods)."""
        found: Marks = np.arange(self.values.shape[1]) < (self.starts - self.reading.anticipation)[:, None]
        return found

    @property
    def since(self) -> Ints:
        """Periods since the start, shape (cohorts, periods)."""
        return np.arange(self.values.shape[1])[None, :] - self.starts[:, None]

    def bases(self) -> Floats:
        """Weights of the periods that make the base of each cell, shape (cohorts, periods, periods)."""
        cohorts, periods = self.before.shape
        made = np.zeros((cohorts, periods, periods))
        for g, seen in enumerate(self.before & self.known.any(axis=0)):
            places = np.flatnonzero(seen)
            if not len(places):
                continue
            if self.reading.base == "mean":
                made[g][:, places] = 1 / len(places)
                continue
            made[g, :, places[-1]] = 1
            if self.reading.base == "varying":
                made[g, : places[-1] + 1] = 0
                made[g, places[1:], places[:-1]] = 1
        return made

    @property
    def exists(self) -> Marks:
        """Which cells compare a period with another, shape (cohorts, periods)."""
        bases = self.bases()
        itself = np.einsum("gtt->gt", bases) == 1
        found: Marks = (bases.sum(axis=2) > 0) & ~itself & self.known.any(axis=0)
        return found

    def compared(self) -> Marks:
        """Which labels serve as comparison in a cell, shape (cohorts, labels, periods)."""
        cohorts, periods = self.before.shape
        made = np.zeros((cohorts, cohorts + 1, periods), dtype=np.bool_)
        made[:, cohorts] = True
        if self.reading.comparison == "not-yet":
            # The cell touches its own period and its base; whoever starts by either is no comparison.
            last = np.where(self.before, np.arange(periods), 0).max(axis=1)
            touched = (
                np.arange(periods)[None, :]
                if self.reading.base == "varying"
                else np.maximum(np.arange(periods)[None, :], last[:, None])
            )
            later = self.starts[None, :, None] > touched[:, None, :] + self.reading.anticipation
            made[:, :cohorts] = later & ~np.eye(cohorts, dtype=np.bool_)[:, :, None]
        return made

    def read(self, **changes: object) -> "Cells":
        """Read the same cells otherwise.

        Args:
            changes: Fields of the reading.
        """
        return replace(self, reading=replace(self.reading, **changes))  # type: ignore[arg-type]


def lay_out(panel: Panel, outcome: str, reading: Reading, *, weighted: bool = False) -> Cells:
    """Lay a panel out for sums over cohorts.

    Args:
        panel: The panel.
        outcome: Name of its outcome.
        reading: How cells are read.
        weighted: Whether units count by their weights.
    Returns:
        All units in their order. A unit under the measure from the first period on, or only in the time in which a
        later start may already act, is labelled `OUT`.
    """
    values = panel.outcome(outcome)
    known = np.isfinite(values)
    periods = len(panel.periods)
    begun = panel.treated
    usable = begun & (panel.start - reading.anticipation > 0)
    starts = np.unique(panel.start[usable])
    labels = np.full(len(panel.units), OUT, dtype=np.int64)
    labels[usable] = np.searchsorted(starts, panel.start[usable])
    labels[(panel.start == NEVER) | (panel.start - reading.anticipation >= periods)] = len(starts)
    weight = np.ones(len(panel.units))
    if weighted and panel.weights is not None:
        weight = panel.weights / panel.weights[labels != OUT].mean()
    shifted = np.where(begun, panel.start - reading.anticipation, periods)
    under = np.arange(periods)[None, :] >= shifted[:, None]
    return Cells(np.where(known, values, 0.0), known, weight, labels, starts, reading, under)


@dataclass(frozen=True)
class Sums:
    """Sums over a cohort and over its comparison, for each assignment, cohort and period.

    Args:
        of_treated: Sum of the outcome over the cohort, shape (assignments, cohorts, periods).
        base_of_treated: Sum of its bases.
        treated: Weight of its units with both.
        of_compared: Sum of the outcome over the comparison.
        base_of_compared: Sum of its bases.
        compared: Weight of its units with both.
    """

    of_treated: Floats
    base_of_treated: Floats
    treated: Floats
    of_compared: Floats
    base_of_compared: Floats
    compared: Floats

    @property
    def effects(self) -> Floats:
        """Change of the cohort less that of its comparison; not a number where either has no unit."""
        with np.errstate(invalid="ignore", divide="ignore"):
            own = (self.of_treated - self.base_of_treated) / self.treated
            others = (self.of_compared - self.base_of_compared) / self.compared
        return own - others

    @property
    def ratios(self) -> Floats:
        """Growth of the cohort over that of its comparison; not a number where a base is nought."""
        with np.errstate(invalid="ignore", divide="ignore"):
            found = (self.of_treated / self.base_of_treated) / (self.of_compared / self.base_of_compared)
        return np.where(np.isfinite(found), found, np.nan)


class Summing:
    """Sums cells for many assignments of the starts; what does not depend on the assignment is done once.

    Args:
        cells: The cells.
        values: Summed in place of the outcome, same shape; such as marks of the cells under the measure.
    """

    def __init__(self, cells: Cells, values: Floats | None = None) -> None:
        """Prepare the bases of every unit where cells are missing; complete panels need only sums."""
        self.cells = cells
        self.values = cells.values if values is None else np.where(cells.known, values, 0.0)
        self._bases, self._compared = cells.bases(), cells.compared().astype(np.float64)
        self.complete = bool(cells.known.all())
        self._own = [] if self.complete else [self.unit_bases(g) for g in range(cells.cohorts)]

    def unit_bases(self, cohort: int) -> tuple[Floats, Marks]:
        """Base of each unit, were it of this cohort.

        Args:
            cohort: Place of the cohort.
        Returns:
            Bases, shape (units, periods), 0 where there is none; and where both base and outcome are known.
        """
        weights = self._bases[cohort].T
        held = self.cells.known.astype(np.float64) @ weights
        base = np.divide(self.values @ weights, held, out=np.zeros_like(held), where=held > 1e-12)
        return base, self.cells.known & (held > 1e-12)

    def sums(self, labels: Ints) -> Sums:
        """Sum the cells.

        Args:
            labels: Labels of the units, shape (assignments, units).
        Returns:
            The sums, in the order of the assignments.
        """
        parts = [self._some(labels[i : i + DRAWS_AT_ONCE]) for i in range(0, len(labels), DRAWS_AT_ONCE)]
        return Sums(*(np.concatenate([part[k] for part in parts]) for k in range(6)))

    def _some(self, labels: Ints) -> tuple[Floats, ...]:
        # Each unit stands in one row only: a sparse matrix does a seventh of the work of a full one.
        cohorts = self.cells.cohorts + 1
        draws, units = np.nonzero(labels != OUT)
        rows = draws * cohorts + labels[draws, units]
        shape = (len(labels) * cohorts, labels.shape[1])
        one = csr_matrix((self.cells.weight[units], (rows, units)), shape=shape)

        def total(values: Floats) -> Floats:
            return np.asarray(one @ values, dtype=np.float64).reshape(len(labels), cohorts, -1)

        return self._complete(total) if self.complete else self._incomplete(total)

    def _complete(self, summed: Callable[[Floats], Floats]) -> tuple[Floats, ...]:
        total = summed(self.values)
        count = summed(np.ones((len(self.values), 1)))[:, :, 0]
        base = self._based(total)
        cohorts = np.arange(self.cells.cohorts)
        ones = np.ones(self._compared.shape[2])
        # Without `optimize`: the products are small, and threads of a linear algebra library cost more than they save.
        return (
            total[:, :-1],
            base[:, cohorts, cohorts],
            count[:, :-1, None] * ones,
            np.einsum("ght,bht->bgt", self._compared, total),
            np.einsum("ght,bght->bgt", self._compared, base),
            np.einsum("ght,bh->bgt", self._compared, count),
        )

    def _based(self, total: Floats) -> Floats:
        """Bases of every label under those of every cohort, shape (assignments, cohorts, labels, periods)."""
        if self.cells.reading.base == "mean":
            mean = np.einsum("bhs,gs->bgh", total, self._bases[:, 0])
            return np.broadcast_to(mean[..., None], (*mean.shape, total.shape[2]))
        # Every other base is one period.
        picked = total[:, :, self._bases.argmax(axis=2)] * self._bases.any(axis=2)
        return np.moveaxis(picked, 1, 2)

    def _incomplete(self, summed: Callable[[Floats], Floats]) -> tuple[Floats, ...]:
        made: list[list[Floats]] = [[] for _ in range(6)]
        for g, (base, held) in enumerate(self._own):
            totals = (summed(self.values * held), summed(base * held), summed(held.astype(np.float64)))
            for k, total in enumerate(totals):
                made[k].append(total[:, g])
                made[k + 3].append(np.einsum("ht,bht->bt", self._compared[g], total))
        return tuple(np.stack(part, axis=1) for part in made)
