"""Two-way fixed effects, and what they are made of: shown beside `did`, never an estimate of their own.

A regression on units, periods and the measure weighs many comparisons of two groups in two times. In some of them
units that already have the measure serve as comparison; where effects grow, these enter with the wrong sign. The
decomposition tells with how much weight.

Source:
    Goodman-Bacon (2021), J Econometrics 225(2), 254-277, doi:10.1016/j.jeconom.2021.03.014.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np
import pyarrow as pa

from tidegate.errors import EvaluationError
from tidegate.evaluation.panel import NEVER, Floats, Panel

WORTH_NAMING = 0.1
"""Weight of comparisons with units that already have the measure from which a reader must be told."""

UNTREATED, EARLIER_LATER, LATER_EARLIER = "treated_vs_untreated", "earlier_vs_later", "later_vs_earlier"

_NONE = "never"
_CLOSE = 1e-12
_ROUNDS = 10_000


@dataclass(frozen=True)
class Coefficient:
    """A coefficient of two-way fixed effects.

    Args:
        value: The coefficient.
        se: Its standard error, clustered by unit; effects of periods count in its correction for few units, those of
            units do not, for they lie within the clusters.
        cells: Number of cells used.
    """

    value: float
    se: float
    cells: int


def two_way(
    outcome: Floats, measure: Floats, *, weights: Floats | None = None, others: Sequence[Floats] = ()
) -> Coefficient:
    """Estimate the coefficient of a measure with effects of units and of periods.

    Args:
        outcome: Shape (units, periods); cells that are not a number are left out.
        measure: The measure, same shape, 0..1.
        weights: Weight of each cell, same shape; None where all count alike.
        others: Further variables that may move the outcome, each of the same shape.
    Returns:
        The coefficient.
    Raises:
        EvaluationError: The measure does not vary within units and periods.
    Example:
        >>> from numpy import array
        >>> found = two_way(array([[1.0, 2.0], [1.0, 5.0], [2.0, 3.5]]), array([[0.0, 0.0], [0.0, 1.0], [0.0, 0.0]]))
        >>> round(found.value, 6)
        2.75
    """
    known = np.isfinite(outcome)
    weight = known * (np.ones_like(outcome) if weights is None else weights)
    columns = _parted(np.stack([np.where(known, outcome, 0), measure, *others]), weight)
    y, variables = columns[0], columns[1:]
    root = np.sqrt(weight)
    design = (variables * root).reshape(len(variables), -1).T
    if (design[:, 0] ** 2).sum() < _CLOSE * max(weight.sum(), 1):
        raise EvaluationError(
            where="two-way fixed effects",
            what="the measure does not differ within units and periods",
            mend="give periods before the start and units without the measure",
        )
    inverse = np.linalg.pinv(design.T @ design, hermitian=True)
    coefficients = inverse @ design.T @ (y * root).ravel()
    left = y - np.einsum("k,kit->it", coefficients, variables)
    scores = np.einsum("kit,it,it->ik", variables, weight, left)
    units = int(known.any(axis=1).sum())
    cells = int(known.sum())
    counted = np.linalg.matrix_rank(design) + int(known.any(axis=0).sum())
    factor = units / (units - 1) * (cells - 1) / max(cells - counted, 1)
    variance = inverse @ scores.T @ scores @ inverse * factor
    return Coefficient(float(coefficients[0]), float(np.sqrt(variance[0, 0])), cells)


def decomposition(panel: Panel, outcome: str) -> pa.Table | None:
    """Part two-way fixed effects into comparisons of two groups.

    Args:
        panel: The panel.
        outcome: Name of the outcome.
    Returns:
        One row for each comparison: `kind` (treated_vs_untreated, earlier_vs_later, later_vs_earlier), `treated` and
        `compared` (start of each group, `never`), `weight` (adding up to 1), `estimate`; heaviest first. Units that
        lack a value are left out, as are periods that no unit has. None where nothing can be compared.
    Source:
        Goodman-Bacon (2021), theorem 1.
    """
    values = panel.outcome(outcome)
    values = values[:, np.isfinite(values).any(axis=0)]
    seen = np.isfinite(panel.outcome(outcome)).any(axis=0)
    moved = np.concatenate([[0], np.cumsum(seen)])
    whole = np.isfinite(values).all(axis=1)
    periods = values.shape[1]
    begun = panel.treated & (panel.start > 0)
    starts = np.where(begun, panel.start, NEVER)[whole]
    values = values[whole]
    groups = [int(s) for s in np.unique(starts)]
    if not any(s != NEVER for s in groups) or len(groups) < 2:
        return None
    means = {s: values[starts == s].mean(axis=0) for s in groups}
    size = {s: float((starts == s).mean()) for s in groups}
    place = {s: periods if s == NEVER else int(moved[s]) for s in groups}
    rows = [_row(k, other, means, size, place, periods) for k, other in permutations(groups, 2) if k != NEVER]
    total = sum(row[3] for row in rows)
    if not total > 0:
        return None
    named = [
        (kind, panel.periods[k], _NONE if other == NEVER else panel.periods[other], weight / total, estimate)
        for kind, k, other, weight, estimate in rows
        if weight > 0
    ]
    named.sort(key=lambda row: -row[3])
    return pa.table(
        dict(zip(("kind", "treated", "compared", "weight", "estimate"), zip(*named, strict=True), strict=True))
    )


def summary(parts: pa.Table) -> dict[str, tuple[float, float]]:
    """Sum a decomposition up by kind.

    Args:
        parts: As `decomposition` gave it.
    Returns:
        Kind to its weight and its estimate, the mean of its comparisons by their weights.
    """
    kinds = np.array(parts["kind"].to_pylist())
    weight, estimate = (np.asarray(parts[name]) for name in ("weight", "estimate"))
    made = {}
    for kind in dict.fromkeys(kinds.tolist()):
        own = weight[kinds == kind]
        made[str(kind)] = (float(own.sum()), float((own * estimate[kinds == kind]).sum() / own.sum()))
    return made


def decomposition_warnings(parts: pa.Table | None) -> tuple[str, ...]:
    """Say where two-way fixed effects would mislead.

    Args:
        parts: As `decomposition` gave it.
    Returns:
        One sentence where units that already have the measure would serve as comparison with a weight worth naming;
        otherwise empty.
    """
    if parts is None:
        return ()
    share, estimate = summary(parts).get(LATER_EARLIER, (0.0, 0.0))
    if share < WORTH_NAMING:
        return ()
    whole = float((np.asarray(parts["weight"]) * np.asarray(parts["estimate"])).sum())
    return (
        f"Two-way fixed effects would mislead here: with {share:.0%} of the weight units that already have the measure "
        f"would serve as comparison (giving {estimate:.3g} there, {whole:.3g} in all); they are not used.",
    )


def _row(
    k: int, other: int, means: dict[int, Floats], size: dict[int, float], place: dict[int, int], periods: int
) -> tuple[str, int, int, float, float]:
    begin, end = place[k], place[other]
    share = size[k] / (size[k] + size[other])
    if other == NEVER:
        kind, first, last = UNTREATED, 0, periods
    elif begin < end:
        kind, first, last = EARLIER_LATER, 0, end
    else:
        kind, first, last = LATER_EARLIER, end, periods
    under = (last - begin) / (last - first)
    weight = ((size[k] + size[other]) * (last - first) / periods) ** 2 * share * (1 - share) * under * (1 - under)
    if weight <= 0:
        return kind, k, other, 0.0, 0.0
    gap = means[k] - means[other]
    return kind, k, other, weight, float(gap[begin:last].mean() - gap[first:begin].mean())


def _parted(columns: Floats, weight: Floats) -> Floats:
    """Take the means of units and periods out, in turns until nothing is left of them."""
    by_unit = np.maximum(weight.sum(axis=1, keepdims=True), _CLOSE)
    by_period = np.maximum(weight.sum(axis=0, keepdims=True), _CLOSE)
    left = columns.astype(np.float64)
    for _ in range(_ROUNDS):
        rows = (left * weight).sum(axis=2, keepdims=True) / by_unit
        left = left - rows
        across = (left * weight).sum(axis=1, keepdims=True) / by_period
        left = left - across
        if max(np.abs(rows).max(), np.abs(across).max()) < _CLOSE * max(1.0, float(np.abs(columns).max())):
            break
    return np.asarray(left * (weight > 0), dtype=np.float64)
