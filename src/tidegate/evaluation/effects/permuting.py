"""Placebo in place: what the estimate would be if other units had been given the starts.

With few treated units a standard error cannot be believed. But the starts could have fallen elsewhere, and where they
fall elsewhere there is nothing to find: the estimates of many such assignments show how far chance alone reaches.
Shared shocks, months that hang together and trends of places stand in these estimates as they stand in the real one.
The interval holds those effects which, taken out of the cells under the measure, leave an estimate that does not
stand out.

Why not a wild cluster bootstrap: with one to five treated clusters it rejects far too often or never (MacKinnon and
Webb 2017), and a permutation is exact at any number where the starts could have fallen anywhere.

An estimate is divided by what the noise of its units before the first start lets expect, so that busy places, to which
a measure often goes, are not judged by the calm of quiet ones. That noise is older than any effect, so that the test
stays exact.

Source:
    Fisher (1935), The Design of Experiments; Ferman and Pinto (2019), Rev Econ Stat 101(3), 452-467,
    doi:10.1162/rest_a_00759; MacKinnon and Webb (2017), J Appl Econometrics 32(2), 233-254, doi:10.1002/jae.2508.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from tidegate.evaluation.effects.cells import OUT, Cells, Summing, Sums
from tidegate.evaluation.effects.contrasts import Contrast
from tidegate.evaluation.panel import Floats, Ints

FLOOR = 0.1
"""Least noise of a unit, as a share of the mean noise: a unit without any incident before is quiet, not certain."""

LEAST_PERIODS = 4
"""Periods before the first start that are needed to judge the noise of a unit."""


@dataclass(frozen=True)
class Placebos:
    """Estimates under other assignments of the starts.

    Args:
        values: Estimates from the outcome as it is, shape (assignments, contrasts).
        taken: What an effect of one, where the measure really was, adds to them; same shape.
        noise: What the noise of the units lets expect, shape (assignments, contrasts), only ratios matter.
        own: The noise of the real assignment, shape (contrasts,).
        all: Whether these are all assignments but the real one; otherwise they were drawn.
    """

    values: Floats
    taken: Floats
    noise: Floats
    own: Floats
    all: bool

    def p(self, estimates: Floats) -> Floats:
        """Share of assignments, the real one included, whose estimate reaches as far as the real one.

        Args:
            estimates: Estimates of the real assignment, shape (contrasts,).
        Returns:
            Two-sided p values of no effect for any unit, shape (contrasts,).
        """
        reach = np.abs(self.values) / self.noise >= np.abs(estimates) / self.own - 1e-12
        found: Floats = (1 + reach.sum(axis=0)) / (1 + len(self.values))
        return found

    def intervals(self, estimates: Floats, level: float) -> tuple[Floats, Floats]:
        """Effects, alike for all units, that the placebos do not refute.

        Args:
            estimates: Estimates of the real assignment, shape (contrasts,).
            level: Coverage, 0..1.
        Returns:
            Low and high ends, shape (contrasts,); infinite where there are too few assignments to refute anything.
        Example:
            >>> from numpy import array, ones
            >>> draws = Placebos(array([[x] for x in range(-9, 11) if x]), *ones((2, 19, 1)) * [[[0]], [[1]]],
            ...                  ones(1), False)
            >>> [end.tolist() for end in draws.intervals(array([20.0]), 0.9)]
            [[11.0], [29.0]]
        """
        # |values - x taken| / noise >= |estimate - x| / own holds between two crossings around the estimate.
        scale = self.own / self.noise
        with np.errstate(divide="ignore", invalid="ignore"):
            ends = [(estimates - s * scale * self.values) / (1 - s * scale * self.taken) for s in (1.0, -1.0)]
        steep = np.abs(scale * self.taken) >= 1
        low = np.where(steep, -np.inf, np.minimum(ends[0], ends[1]))
        high = np.where(steep, np.inf, np.maximum(ends[0], ends[1]))
        # An effect stays where at least so many placebos reach it: (1 + reaching) / (1 + all) > 1 - level.
        total = len(self.values) + 1
        reaching = math.floor((1 - level) * total + 1e-9)
        if reaching < 1:
            return np.full(estimates.shape, -np.inf), np.full(estimates.shape, np.inf)
        return np.sort(low, axis=0)[reaching - 1], np.sort(high, axis=0)[::-1][reaching - 1]


def assignments(labels: Ints, clusters: Sequence[str] | None, *, draws: int, seed: int) -> tuple[Ints, bool]:
    """Let the starts fall elsewhere.

    Args:
        labels: Labels of the units.
        clusters: Cluster of each unit; where all units of every cluster have one start, whole clusters change it.
        draws: How many other assignments; all there are where these are no more.
        seed: What chance starts from.
    Returns:
        Labels, shape (assignments, units), the real assignment left out; and whether these are all.
    """
    used = np.flatnonzero(labels != OUT)
    groups = np.arange(len(used))
    if clusters is not None:
        groups = np.unique(np.array(clusters)[used], return_inverse=True)[1]
    first = np.full(int(groups.max()) + 1, OUT)
    first[groups[::-1]] = labels[used][::-1]
    if (first[groups] != labels[used]).any():
        # The measure parts clusters: then chance lay in the units.
        groups, first = np.arange(len(used)), labels[used]
    marks, counts = np.unique(first, return_counts=True)
    possible = _ways(counts)
    rng = np.random.default_rng(seed)
    every = possible - 1 <= draws and len(marks) == 2
    shuffled = _each(first, marks) if every else rng.permuted(np.tile(first, (draws, 1)), axis=1)
    made = np.full((len(shuffled), len(labels)), OUT, dtype=np.int64)
    made[:, used] = shuffled[:, groups]
    return made, every


def placebos(summing: Summing, contrasts: Sequence[Contrast], drawn: tuple[Ints, bool]) -> Placebos:
    """Estimate contrasts under other assignments of the starts.

    Args:
        summing: The cells, ready to be summed.
        contrasts: The contrasts.
        drawn: The assignments and whether they are all.
    Returns:
        The placebos.
    """
    labels, every = drawn
    cells = summing.cells
    weights = np.stack([contrast.weights(cells.sizes) for contrast in contrasts])
    sums = np.array([contrast.sums for contrast in contrasts])
    values = contrasted(summing.sums(labels), weights, sums)
    marks = Summing(cells, cells.under.astype(np.float64)).sums(labels)
    noise = noises(cells, np.concatenate([cells.labels[None], labels]), contrasts)
    return Placebos(values, contrasted(marks, weights, sums), noise[1:], noise[0], every)


def contrasted(sums: Sums, weights: Floats, adding: Floats) -> Floats:
    """Weigh the effects of cells.

    Args:
        sums: Sums of the cells, for many assignments.
        weights: Weights, shape (contrasts, cohorts, periods).
        adding: For each contrast whether its weights are taken as they are.
    Returns:
        Shape (assignments, contrasts).
    """
    effects = sums.effects
    held = np.isfinite(effects)
    found = np.asarray(np.einsum("kgt,bgt->bk", weights, np.where(held, effects, 0)))
    if held.all():
        return found
    over = np.einsum("kgt,bgt->bk", weights, held.astype(np.float64))
    with np.errstate(invalid="ignore", divide="ignore"):
        shared = np.where(np.abs(over) > 1e-9, found / over, 0.0)
    return np.where(adding, found, shared)


def noises(cells: Cells, labels: Ints, contrasts: Sequence[Contrast]) -> Floats:
    """What the noise of units before the first start lets expect of each contrast.

    Args:
        cells: The cells.
        labels: Assignments, shape (assignments, units).
        contrasts: The contrasts.
    Returns:
        Shape (assignments, contrasts), 1 everywhere where there are too few periods before the first start.
    """
    first = int(np.flatnonzero(cells.under.any(axis=0))[0]) if cells.under.any() else cells.values.shape[1]
    known = cells.known[:, :first]
    used = cells.labels != OUT
    ones = np.ones((len(labels), len(contrasts)))
    if first < LEAST_PERIODS or not known[used].sum(axis=0).all():
        return ones
    values = np.where(known, cells.values[:, :first], 0)
    away = np.where(known, values - values[used].sum(axis=0) / known[used].sum(axis=0), 0)
    held = np.maximum(known.sum(axis=1), 1)
    variance = np.where(known, away - (away.sum(axis=1) / held)[:, None], 0)
    variance = (variance**2).sum(axis=1) / np.maximum(held - 1, 1)
    middle = float(variance[used].mean())
    if middle <= 0:
        return ones
    variance = np.maximum(variance, FLOOR * middle) * cells.weight**2
    pull = np.stack([np.abs(contrast.weights(cells.sizes)).sum(axis=1) for contrast in contrasts])
    total = np.stack([((labels == h) @ variance) for h in range(cells.cohorts + 1)], axis=1)
    size = np.stack([((labels == h) @ cells.weight) for h in range(cells.cohorts + 1)], axis=1)
    each = total / np.maximum(size, 1e-12) ** 2
    found: Floats = np.sqrt(each[:, :-1] @ (pull.T**2) + each[:, -1:] * (pull.sum(axis=1) ** 2))
    return np.where(found > 0, found, 1.0)


def _ways(counts: Ints) -> float:
    """In how many ways marks can fall; infinite where it does not matter any more."""
    total = math.lgamma(counts.sum() + 1) - sum(math.lgamma(c + 1) for c in counts)
    return round(math.exp(total)) if total < 30 else math.inf


def _each(first: Ints, marks: Ints) -> Ints:
    """Every other way in which two marks can fall."""
    few = marks[0] if (first == marks[0]).sum() <= (first == marks[1]).sum() else marks[1]
    other = marks[1] if few == marks[0] else marks[0]
    rows = []
    for places in combinations(range(len(first)), int((first == few).sum())):
        row = np.full(len(first), other)
        row[list(places)] = few
        if not (row == first).all():
            rows.append(row)
    return np.array(rows, dtype=np.int64).reshape(-1, len(first))
