"""Cells adjusted for covariates: treated units beside comparison units that are alike.

Three ways: a regression tells how comparison units like the treated would have moved; weights make the comparison look
like the treated; or both, which is right where either is (doubly robust).

Source:
    Sant'Anna and Zhao (2020), J Econometrics 219(1), 101-122, doi:10.1016/j.jeconom.2020.06.003.
"""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from tidegate.errors import EvaluationError
from tidegate.evaluation.effects.cells import OUT, Cells, Marks, Summing
from tidegate.evaluation.panel import Floats

Adjustment = Literal["doubly-robust", "regression", "weighting"]

MOST_SURE = 0.995
"""Share of treated among units of one kind beyond which there is no comparison for them."""

_ROUNDS = 50
_CLOSE = 1e-12


@dataclass(frozen=True)
class Adjusting:
    """What cells are adjusted for, and how.

    Args:
        covariates: One row for each unit, one column for each covariate.
        adjustment: How.
    """

    covariates: Floats
    adjustment: Adjustment = "doubly-robust"

    @property
    def design(self) -> Floats:
        """The covariates on one scale, with a column of ones."""
        spread = self.covariates.std(axis=0)
        scaled = (self.covariates - self.covariates.mean(axis=0)) / np.where(spread > 0, spread, 1)
        return np.column_stack([np.ones(len(scaled)), scaled])


def adjusted_cohort(summing: Summing, cohort: int, adjusting: Adjusting) -> tuple[Floats, Floats]:
    """Estimate the cells of a cohort among units that are alike.

    Args:
        summing: The cells.
        cohort: Place of the cohort.
        adjusting: What to adjust for.
    Returns:
        Effects, shape (periods,), not a number where there are too few units; and how each unit moves them, shape
        (units, periods), adding up to 0.
    Raises:
        EvaluationError: The covariates part treated from comparison units, so that nothing is alike.
    """
    cells = summing.cells
    base, held = summing.unit_bases(cohort)
    change = cells.values - base
    marks = np.concatenate([cells.compared()[cohort], np.zeros((1, held.shape[1]), dtype=np.bool_)])
    design = adjusting.design
    effects = np.full(held.shape[1], np.nan)
    moved = np.zeros(held.shape)
    for t in np.flatnonzero(cells.exists[cohort]):
        treated = (cells.labels == cohort) & held[:, t]
        used = treated | (marks[cells.labels][:, t] & held[:, t])
        if treated.sum() < 1 or (used & ~treated).sum() <= design.shape[1]:
            continue
        effects[t], influence = adjusted_cell(change[used, t], treated[used], design[used], adjusting.adjustment)
        moved[used, t] = influence / int(used.sum())
    return effects, moved


def adjusted_cell(change: Floats, treated: Marks, design: Floats, adjustment: Adjustment) -> tuple[float, Floats]:
    """Estimate one cell among units that are alike.

    Args:
        change: Change of each unit from its base.
        treated: Which units are treated.
        design: Covariates with a column of ones, one row for each unit.
        adjustment: How.
    Returns:
        The effect, and the influence of each unit, whose mean square over the number of units is the variance.
    Raises:
        EvaluationError: The covariates part treated from comparison units.
    """
    own = treated.astype(np.float64)
    n = len(change)
    expected, by_regression = np.zeros(n), np.zeros(design.shape)
    if adjustment != "weighting":
        others = (1 - own)[:, None] * design
        inverse = np.linalg.pinv(others.T @ design / n, hermitian=True)
        expected = design @ (inverse @ (others.T @ change / n))
        by_regression = (others * (change - expected)[:, None]) @ inverse
    left = change - expected
    share = own.mean()
    if adjustment == "regression":
        effect = float((own * left).mean() / share)
        influence = own * (left - effect) - by_regression @ (own[:, None] * design).mean(axis=0)
        return effect, influence / share
    odds, by_weights = _odds(own, design)
    weight = odds * (1 - own)
    ours, theirs = float((own * left).mean() / share), float((weight * left).mean() / weight.mean())
    first = own * (left - ours) - by_regression @ (own[:, None] * design).mean(axis=0)
    second = (
        weight * (left - theirs)
        + by_weights @ ((weight * (left - theirs))[:, None] * design).mean(axis=0)
        - by_regression @ (weight[:, None] * design).mean(axis=0)
    )
    return ours - theirs, first / share - second / weight.mean()


def without_covariates(cells: Cells, adjusting: Adjusting) -> Cells:
    """Take out of every period what covariates explain among the comparison units.

    So that other assignments of the starts can be tried without fitting anything again.

    Args:
        cells: The cells.
        adjusting: What to take out.
    Returns:
        The cells, with other values.
    """
    design = adjusting.design[:, 1:]
    compared = cells.labels == cells.cohorts
    from_ = compared if compared.sum() > 3 * design.shape[1] + 5 else cells.labels != OUT
    values = cells.values.copy()
    for t in range(values.shape[1]):
        known = from_ & cells.known[:, t]
        if known.sum() > design.shape[1] + 1:
            fitted = np.linalg.lstsq(
                np.column_stack([np.ones(known.sum()), design[known]]), values[known, t], rcond=None
            )
            values[:, t] -= design @ fitted[0][1:]
    return replace(cells, values=np.where(cells.known, values, 0.0))


def _odds(own: Floats, design: Floats) -> tuple[Floats, Floats]:
    """Odds of being treated by logistic regression, and how each unit moves its coefficients."""
    coefficients = np.zeros(design.shape[1])
    for _ in range(_ROUNDS):
        chance = 1 / (1 + np.exp(-np.clip(design @ coefficients, -30, 30)))
        hessian = design.T @ (design * (chance * (1 - chance))[:, None])
        step = np.linalg.pinv(hessian, hermitian=True) @ (design.T @ (own - chance))
        coefficients = coefficients + step
        if np.abs(step).max() < _CLOSE:
            break
    chance = 1 / (1 + np.exp(-np.clip(design @ coefficients, -30, 30)))
    if chance.max() > MOST_SURE:
        raise EvaluationError(
            where="covariates",
            what="they part treated from comparison units: for some treated units nothing is alike",
            mend="take out of the plan what decides on the measure, or widen the comparison",
        )
    hessian = design.T @ (design * (chance * (1 - chance))[:, None]) / len(own)
    return chance / (1 - chance), (design * (own - chance)[:, None]) @ np.linalg.pinv(hessian, hermitian=True)
