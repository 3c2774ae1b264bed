"""One log-linear model of overlap counts: can it be fitted, and how many does it leave unseen.

The mean of a pattern is the product of what each of its lists, and each pair in the model, contributes; the intercept
is the mean of the pattern nobody sees. A pair in the model that no person shares has minus infinity as its best value:
all patterns that hold it are fixed at nought and leave the fit.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog

from tidegate.evaluation.hidden.overlaps import Floats, Overlaps, Pair

_ROUNDS, _CLOSE = 60, 1e-10
_POSITIVE = 1e-6
"""Least cell of the best-spread table with the same margins that still counts as above nought; the linear programme
itself is exact to a tenth of it."""

_SURELY = 1e-3
"""Means that all lie above this, with margins off by less than a thousandth of it, prove that a finite fit exists."""


@dataclass(frozen=True)
class Design:
    """A model laid out: the patterns that take part in its fit.

    Args:
        rows: Terms by pattern, shape (patterns kept, terms): intercept, lists, pairs that somebody shares.
        counts: How many had each pattern that is kept.
        terms: Number of terms, the pairs at minus infinity included.
    """

    rows: Floats
    counts: Floats
    terms: int


@dataclass(frozen=True)
class Fit:
    """A fitted model.

    Args:
        unseen: Mean number of persons on no list.
        log_likelihood: Of the counts, without the part that no model changes.
        terms: Number of terms, the pairs at minus infinity included.
        coefficients: Of the terms that are finite, the intercept first.
    """

    unseen: float
    log_likelihood: float
    terms: int
    coefficients: Floats


def design(overlaps: Overlaps, pairs: Iterable[Pair]) -> Design:
    """Lay a model out, with the patterns of its empty pairs fixed at nought.

    Args:
        overlaps: The counts.
        pairs: Pairs of lists in the model, beside every list itself.
    Returns:
        The design of what is left to fit.
    Source:
        Chan, Silverman and Vincent (2021), Journal of the American Statistical Association 116, 1297-1306,
        doi:10.1080/01621459.2019.1708748, section 3.
    """
    wanted = sorted(pairs)
    on = overlaps.patterns
    both = {pair: on[:, pair[0]] & on[:, pair[1]] for pair in wanted}
    empty = [pair for pair in wanted if not overlaps.counts[both[pair]].any()]
    kept = ~np.any([both[pair] for pair in empty], axis=0) if empty else np.ones(len(on), dtype=bool)
    columns = [np.ones(len(on)), *on.T, *(both[pair] for pair in wanted if pair not in empty)]
    rows = np.column_stack(columns).astype(np.float64)
    return Design(rows[kept], overlaps.counts[kept], 1 + len(overlaps.lists) + len(wanted))


def why_not(laid: Design, found: Fit | None = None) -> str:
    """Say why a model has no finite, unique estimate; many sparse tables have none.

    Args:
        laid: The model.
        found: What climbing came to, where that was tried: means above nought with the margins of the counts are
            themselves the proof, and spare the linear programme.
    Returns:
        The reason in words; empty where it can be fitted.
    Source:
        Fienberg and Rinaldo (2012), Annals of Statistics 40, 996-1023, doi:10.1214/12-AOS986 (existence);
        Chan, Silverman and Vincent (2021), section 4 (identifiability, and the linear programme).
    """
    patterns, terms = laid.rows.shape
    if patterns < terms or np.linalg.matrix_rank(laid.rows) < terms:
        return "not identified: different values of its terms describe the counts equally well"
    if (laid.counts > 0).all() or (found is not None and _proves(laid, found)):
        return ""
    # The estimate exists where some table with every cell above nought has the same margins.
    held = np.column_stack([laid.rows.T, laid.rows.sum(axis=0)])
    goal = np.zeros(patterns + 1)
    goal[-1] = -1.0
    spread = linprog(goal, A_eq=held, b_eq=laid.rows.T @ laid.counts, bounds=(0, None), method="highs")
    if spread.status == 0 and -spread.fun > _POSITIVE:
        return ""
    return "no finite estimate: patterns without a person push a term beyond every bound"


def _proves(laid: Design, found: Fit) -> bool:
    means = np.exp(np.clip(laid.rows @ found.coefficients, -60, 60))
    gap = np.abs(laid.rows.T @ (laid.counts - means))
    return bool(means.min() > _SURELY and gap.max() < _SURELY / 1000)


def fit(laid: Design, *, held: float | None = None, begin: Floats | None = None) -> Fit | None:
    """Fit a model by maximum likelihood.

    Args:
        laid: The model; whether it can be fitted is for `why_not` to say.
        held: Logarithm of the unseen number where it is held; None to estimate it.
        begin: Coefficients to begin at.
    Returns:
        The fit; None where it did not settle.
    """
    rows, counts = laid.rows, laid.counts
    first = 0 if held is None else 1
    free, offset = rows[:, first:], 0.0 if held is None else held
    rough = np.asarray(np.linalg.lstsq(free, np.log(counts + 0.5) - offset, rcond=None)[0], dtype=np.float64)
    start = rough if begin is None else begin[first:]
    settled = _newton(free, counts, offset, start)
    if settled is None:
        return None
    values, likelihood = settled
    whole = values if held is None else np.concatenate([[held], values])
    with np.errstate(over="ignore"):
        return Fit(float(np.exp(whole[0])), likelihood, laid.terms, whole)


def _newton(rows: Floats, counts: Floats, offset: float, start: Floats) -> tuple[Floats, float] | None:
    """Climb to the top of the Poisson likelihood; halve a step that would go down."""
    values, best = start, _log_likelihood(rows, counts, offset, start)
    for _ in range(_ROUNDS):
        mean = np.exp(np.clip(rows @ values + offset, -60, 60))
        slope = rows.T @ (counts - mean)
        step = np.linalg.lstsq((rows * mean[:, None]).T @ rows, slope, rcond=None)[0]
        # What this step may still win; half of it is the rise of a quadratic.
        if float(slope @ step) < _CLOSE:
            return values, best
        share = 1.0
        while (now := _log_likelihood(rows, counts, offset, values + share * step)) < best and share > 1e-9:
            share /= 2
        if share <= 1e-9:
            return (values, best) if float(slope @ step) < 1e-5 else None
        values, best = values + share * step, now
    return None


def _log_likelihood(rows: Floats, counts: Floats, offset: float, values: Floats) -> float:
    logs = np.clip(rows @ values + offset, -700, 60)
    return float(counts @ logs - np.exp(logs).sum())
