"""Variances of their own for cohorts and comparison units, as a small number of units deserves.

As in Welch's test each group shows how much its units differ, and loses a degree of freedom for the mean that was taken
of it. A cohort of one shows nothing: it is taken to vary as the other cohorts do, or as the comparison units where no
cohort shows anything.

Source:
    Welch (1947), Biometrika 34, 28-35; Satterthwaite (1946), Biometrics Bulletin 2, 110-114; Carter, Schnepel and
    Steigerwald (2017), Rev Econ Stat 99(4), 698-709, doi:10.1162/REST_a_00639 (unlike clusters count for fewer).
"""

import numpy as np

from tidegate.evaluation.effects.cells import Marks
from tidegate.evaluation.panel import Floats, Ints


def own_variances(squares: Floats, treated: Marks, cohorts: Ints | None, pull: Floats) -> tuple[Floats, Floats]:
    """Sum what clusters add to variances, each group corrected by itself.

    Args:
        squares: What each cluster adds, shape (clusters, contrasts).
        treated: Which clusters hold a unit under the measure.
        cohorts: Cohort of each of these, in their order; None where a cluster holds several.
        pull: What each cohort weighs in a contrast, shape (contrasts, cohorts).
    Returns:
        Variances and degrees of freedom, shape (contrasts,) each.
    Example:
        >>> ones = np.ones((6, 1))
        >>> variance, freedom = own_variances(ones, np.arange(6) < 3, np.zeros(3, dtype=np.int64), np.ones((1, 1)))
        >>> variance.tolist(), freedom.tolist()  # (3 * 3 / 2) twice, two degrees each
        ([9.0], [4.0])
    """
    own, others = squares[treated], squares[~treated]
    if cohorts is None:
        return _satterthwaite([_corrected(others, 1), _corrected(own, pull.shape[1])])
    sizes = np.bincount(cohorts, minlength=pull.shape[1])
    # Alone in its cohort a unit says nothing of that; what it says it says as a comparison for those before it.
    alone = own[sizes[cohorts] == 1]
    others = np.concatenate([others, alone[alone.any(axis=1)]])
    noise = pull**2 / np.maximum(sizes, 1)
    shown = noise[:, sizes > 1].sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        whole = np.where(shown > 0, noise.sum(axis=1) / shown, 0.0)
        alike = noise.sum(axis=1) * len(others) / pull.sum(axis=1) ** 2
    beside, left = _corrected(others, 1)
    beside = beside * (1 + np.where((shown == 0) & np.isfinite(alike), alike, 0.0))
    parts = [(whole * part, left) for part, left in (_corrected(own[cohorts == g], 1) for g in _shown(sizes))]
    return _satterthwaite([(beside, left), *parts])


def clusters_worth(treated: Marks, cohorts: Ints | None, pull: Floats) -> float:
    """To how many treated clusters of one cohort those that there are come.

    Cohorts in which the measure lasts longer weigh more, and each costs a mean: twelve clusters in four cohorts are
    worth six. It follows from the design alone, not from the outcome.

    Args:
        treated: Which clusters hold a unit under the measure.
        cohorts: Cohort of each of these, in their order; None where a cluster holds several.
        pull: What each cohort weighs in the contrast that is asked about, shape (cohorts,).
    Returns:
        The number; that of the treated clusters where there is one cohort.
    Example:
        >>> clusters_worth(np.arange(9) < 6, np.zeros(6, dtype=np.int64), np.ones(1))
        6.0
    """
    if cohorts is None:
        return float(int(treated.sum()) - len(pull) + 1)
    sizes = np.bincount(cohorts, minlength=len(pull))
    shown = _shown(sizes)
    part = pull[shown] ** 2 / sizes[shown]
    return 1 + float(part.sum() ** 2 / (part**2 / (sizes[shown] - 1)).sum()) if part.any() else 1.0


def _shown(sizes: Ints) -> Ints:
    return np.flatnonzero(sizes > 1)


def _corrected(squares: Floats, lost: int) -> tuple[Floats, int]:
    left = max(len(squares) - lost, 1)
    return squares.sum(axis=0) * (len(squares) / left), left


def _satterthwaite(parts: list[tuple[Floats, int]]) -> tuple[Floats, Floats]:
    variance = np.sum([part for part, _ in parts], axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        freedom = variance**2 / np.sum([part**2 / left for part, left in parts], axis=0)
    return variance, np.where(np.isfinite(freedom), freedom, 1.0)
