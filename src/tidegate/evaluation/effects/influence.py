"""What each unit adds to a contrast: the way from group-time cells to standard errors.

A unit's influence says how the estimate would move if there were a little more of this unit. Its mean square gives the
standard error without drawing anything, and sums over clusters give it where chance is shared.

Source:
    Callaway and Sant'Anna (2021), J Econometrics 225(2), 200-230, theorem 2 and section 4.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy import stats

from tidegate.evaluation.effects.adjusted import Adjusting, adjusted_cohort
from tidegate.evaluation.effects.cells import OUT, Cells, Marks, Summing, Sums
from tidegate.evaluation.effects.contrasts import Contrast
from tidegate.evaluation.effects.own_variances import clusters_worth, own_variances
from tidegate.evaluation.panel import Floats, Ints


@dataclass(frozen=True)
class Estimates:
    """Estimates of contrasts with what each unit adds to them.

    Args:
        values: The estimates, shape (contrasts,).
        influence: Shape (clusters, contrasts), on the scale at which its mean square over the number of clusters is
            the variance.
        given: The same with the shares of the cohorts taken as they are: what is told of these treated units, and
            not of others that might have been drawn, knows how many each cohort has.
        treated: Which clusters hold a unit under the measure.
        cohorts: Cohort of each of these clusters, in their order; None where a cluster holds several.
        pull: What each cohort weighs in a contrast, all its cells together, shape (contrasts, cohorts).
    """

    values: Floats
    influence: Floats
    given: Floats
    treated: Marks
    cohorts: Ints | None
    pull: Floats

    @property
    def se(self) -> Floats:
        """Standard errors as the literature gives them, without a correction for few units."""
        found: Floats = np.sqrt((self.influence**2).sum(axis=0)) / len(self.influence)
        return found

    @property
    def covariance(self) -> Floats:
        """Covariance of the contrasts."""
        found: Floats = self.influence.T @ self.influence / len(self.influence) ** 2
        return found

    def corrected(self) -> tuple[Floats, Floats]:
        """Standard errors and degrees of freedom that a small number of units deserves.

        Each cohort and the comparison units have variances of their own (`own_variances`); the shares of the cohorts
        are given.

        Returns:
            Standard errors and degrees of freedom, shape (contrasts,) each.
        """
        squares = self.given**2 / len(self.given) ** 2
        variance, freedom = own_variances(squares, self.treated, self.cohorts, self.pull)
        return np.sqrt(variance), freedom

    def clusters_worth(self) -> float:
        """To how many treated clusters of one cohort those that there are come, for the first contrast."""
        return clusters_worth(self.treated, self.cohorts, self.pull[0])

    def combined(self, weights: Floats) -> "Estimates":
        """Weigh contrasts into one.

        Args:
            weights: Weight of each contrast, shape (contrasts,).
        Returns:
            The estimate of the one contrast.
        """
        column = weights[:, None]
        return replace(
            self,
            values=self.values @ column,
            influence=self.influence @ column,
            given=self.given @ column,
            pull=np.abs(column).T @ self.pull,
        )

    def intervals(self, level: float) -> tuple[Floats, Floats, Floats]:
        """Intervals and p values by Student's t.

        Args:
            level: Coverage, 0..1.
        Returns:
            Low ends, high ends and two-sided p values of no effect, shape (contrasts,) each.
        """
        se, df = self.corrected()
        reach = stats.t.ppf((1 + level) / 2, df) * se
        with np.errstate(invalid="ignore", divide="ignore"):
            p = 2 * stats.t.sf(np.abs(self.values) / se, df)
        return self.values - reach, self.values + reach, p


def clusters_of(labels: Ints, clusters: Sequence[str] | None) -> Ints:
    """Number the clusters of the units that count.

    Args:
        labels: Labels of the units.
        clusters: Name of each unit's cluster; None where each stands alone.
    Returns:
        For each unit that is not `OUT` the number of its cluster, in the order of the units.
    """
    used = labels != OUT
    if clusters is None:
        return np.arange(int(used.sum()))
    found: Ints = np.unique(np.array(clusters)[used], return_inverse=True)[1].astype(np.int64)
    return found


def estimate(
    summing: Summing,
    contrasts: Sequence[Contrast],
    *,
    clusters: Sequence[str] | None = None,
    adjusting: Adjusting | None = None,
) -> tuple[Estimates, Floats, Floats]:
    """Estimate contrasts of the effects of the cells.

    Args:
        summing: The cells, ready to be summed.
        contrasts: The contrasts.
        clusters: Cluster of each unit; None where each stands alone.
        adjusting: Covariates within which units are compared; None for none.
    Returns:
        The estimates, and the effect and the standard error of every cell, shape (cohorts, periods) each.
    """
    cells = summing.cells
    effects, moves = _effects(summing, adjusting)
    used = cells.labels != OUT
    count = int(used.sum())
    weights = np.stack([contrast.weights(cells.sizes) for contrast in contrasts])
    weights = weights * np.isfinite(effects)
    weights = np.stack([_again(w, c) for w, c in zip(weights, contrasts, strict=True)])
    group = clusters_of(cells.labels, clusters)
    groups = int(group.max()) + 1
    influence = np.zeros((count, len(contrasts)))
    errors = np.full(effects.shape, np.nan)
    for g in range(cells.cohorts):
        moved = moves(g)[used] * count
        influence += moved @ weights[:, g].T
        spread = np.sqrt((_summed(moved, group, groups) ** 2).sum(axis=0)) / count
        errors[g] = np.where(np.isfinite(effects[g]), spread, np.nan)
    shares = cells.sizes / count
    own = (cells.labels[used][:, None] == np.arange(cells.cohorts)) * cells.weight[used][:, None] - shares
    drawn = influence + own @ np.stack([contrast.slopes(shares, effects) for contrast in contrasts]).T
    values = np.einsum("kgt,gt->k", weights, np.where(np.isfinite(effects), effects, 0))
    treated = np.zeros(groups, dtype=np.bool_)
    np.logical_or.at(treated, group, cells.labels[used] < cells.cohorts)
    pull = np.abs(weights).sum(axis=2)
    factor = np.sqrt(groups / (groups - 1)) if clusters is not None and groups > 1 else 1.0
    by_group, given = (_summed(each, group, groups) * (groups / count * factor) for each in (drawn, influence))
    return Estimates(values, by_group, given, treated, _one_each(cells, group, treated), pull), effects, errors * factor


def _one_each(cells: Cells, group: Ints, treated: Marks) -> Ints | None:
    """Cohort of each cluster that holds treated units; None where a cluster holds several."""
    labels = cells.labels[cells.labels != OUT]
    own = labels < cells.cohorts
    least = np.full(len(treated), cells.cohorts)
    most = np.full(len(treated), -1)
    np.minimum.at(least, group[own], labels[own])
    np.maximum.at(most, group[own], labels[own])
    return least[treated] if (least[treated] == most[treated]).all() else None


def _effects(summing: Summing, adjusting: Adjusting | None) -> tuple[Floats, Callable[[int], Floats]]:
    """Effects of the cells, and how each unit moves those of a cohort."""
    cells = summing.cells
    if adjusting is not None:
        made = [adjusted_cohort(summing, g, adjusting) for g in range(cells.cohorts)]
        return np.stack([effects for effects, _ in made]), lambda g: made[g][1]
    sums = summing.sums(cells.labels[None])
    return np.where(cells.exists, sums.effects[0], np.nan), lambda g: _moved(summing, sums, g)


def _again(weights: Floats, contrast: Contrast) -> Floats:
    # Cells that could not be had leave the others to make up the mean.
    return weights if contrast.sums or not weights.sum() else weights / weights.sum()


def _moved(summing: Summing, sums: Sums, g: int) -> Floats:
    """How each unit moves the cells of a cohort, shape (units, periods)."""
    cells = summing.cells
    base, held = summing.unit_bases(g)
    change = cells.values - base
    own = (cells.labels == g)[:, None] & held
    marks = np.concatenate([cells.compared()[g], np.zeros((1, held.shape[1]), dtype=np.bool_)])
    others = marks[cells.labels] & held
    return _share(change, own, sums.treated[0, g], cells.weight) - _share(
        change, others, sums.compared[0, g], cells.weight
    )


def _share(change: Floats, marks: Marks, size: Floats, weight: Floats) -> Floats:
    counted = np.where(marks, weight[:, None], 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = (counted * change).sum(axis=0) / size
        moved = counted * (change - mean) / size
    return np.where(np.isfinite(moved), moved, 0.0)


def _summed(influence: Floats, group: Ints, groups: int) -> Floats:
    if groups == len(influence):
        return influence
    made: npt.NDArray[np.float64] = np.zeros((groups, influence.shape[1]))
    np.add.at(made, group, influence)
    return made
