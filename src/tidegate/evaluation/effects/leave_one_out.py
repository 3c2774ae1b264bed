"""Leave one out: does the estimate hang on one unit, one cohort or one comparison cluster?"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from tidegate.evaluation.effect import Check
from tidegate.evaluation.effects.cells import OUT, Cells, Summing
from tidegate.evaluation.effects.contrasts import Aggregation, overall
from tidegate.evaluation.panel import Floats, Ints

MOST = 60
"""Treated units left out one by one; with more of them, those that pull hardest."""

FEW_CLUSTERS = 30
"""Comparison clusters are left out one by one where there are no more than these."""

LEAST_LEFT = 0.5
"""Share of a claimed effect that must remain without any one part."""


@dataclass(frozen=True)
class Parts:
    """What is left out, one at a time.

    Args:
        kinds: Kind of each part: `unit`, `cohort`, `comparison`.
        names: Its name.
        labels: Labels of the units without it, shape (parts, units).
    """

    kinds: tuple[str, ...]
    names: tuple[str, ...]
    labels: Ints


def parts_of(
    cells: Cells, units: Sequence[str], periods: Sequence[str], clusters: Sequence[str] | None, pull: Floats
) -> Parts:
    """List what can be left out.

    Args:
        cells: The cells.
        units: Names of the units.
        periods: Labels of the periods.
        clusters: Cluster of each unit; None where each stands alone.
        pull: How hard each unit pulls at the estimate, by which the treated are chosen where there are too many.
    Returns:
        The parts without which treated and comparison units remain.
    """
    rows: list[tuple[str, str, Ints]] = []
    treated = np.flatnonzero((cells.labels >= 0) & (cells.labels < cells.cohorts))
    hardest = treated[np.argsort(-np.abs(pull[treated]), kind="stable")[:MOST]]
    rows.extend(("unit", units[i], np.arange(len(units)) == i) for i in np.sort(hardest))
    rows.extend(("cohort", periods[cells.starts[g]], cells.labels == g) for g in range(cells.cohorts))
    compared = cells.labels == cells.cohorts
    names = np.array(units if clusters is None else clusters)
    groups = np.unique(names[compared])
    if len(groups) <= FEW_CLUSTERS:
        rows.extend(("comparison", str(name), (names == name) & compared) for name in groups)
    kept = [
        (kind, name, left) for kind, name, marks in rows if _remains(left := np.where(marks, OUT, cells.labels), cells)
    ]
    return Parts(tuple(k for k, _, _ in kept), tuple(n for _, n, _ in kept), np.array([x for _, _, x in kept]))


def leave_one_out(summing: Summing, parts: Parts, aggregation: Aggregation) -> Floats:
    """Estimate the overall effect without each part.

    Args:
        summing: The cells, ready to be summed.
        parts: What is left out.
        aggregation: How cells make the overall effect.
    Returns:
        Estimates, in the order of the parts; not a number where nothing could be compared without it.
    """
    if not len(parts.names):
        return np.zeros(0)
    cells = summing.cells
    contrast = overall(cells, aggregation)
    sizes = np.stack([np.where(parts.labels == g, cells.weight, 0).sum(axis=1) for g in range(cells.cohorts)], axis=1)
    sums = summing.sums(parts.labels)
    weights = [contrast.weights(row) for row in sizes]
    effects = sums.effects
    held = np.isfinite(effects)
    total = [(w * np.where(h, e, 0)).sum() for w, h, e in zip(weights, held, effects, strict=True)]
    over = np.array([(w * h).sum() for w, h in zip(weights, held, strict=True)])
    made: Floats = np.divide(total, over, out=np.full(len(over), np.nan), where=over > 0)
    return made


def leave_one_out_check(value: float, parts: Parts, without: Floats, *, claimed: bool) -> Check:
    """Judge whether a claimed effect hangs on one part.

    Args:
        value: The estimate with all of them.
        parts: What was left out.
        without: Estimates without each.
        claimed: Whether an effect is claimed at all.
    Returns:
        The check; it fails where a claimed effect loses more than half of its size without one unit or one
        comparison, or its sign without one cohort. Its figure is the share that remains at the worst (a cohort's is
        raised by the half it is allowed).
    """
    name = "One unit, cohort or comparison left out"
    if not np.isfinite(without).any():
        return Check("leave one out", name, None, "Nothing can be left out: too little would remain.")
    worst = int(np.nanargmax(np.abs(without - value)))
    # Another cohort may have another effect: leaving one out asks only whether the sign remains.
    kept = np.array([1.0 if kind == "cohort" else 0.0 for kind in parts.kinds]) * LEAST_LEFT
    left = float(np.nanmin(without / value + kept)) if value else 0.0
    table = pa.table({"kind": parts.kinds, "left out": parts.names, "value": without})
    says = (
        f"Without {parts.kinds[worst]} {parts.names[worst]} the estimate moves furthest, from {value:.3g} to "
        f"{without[worst]:.3g}."
    )
    holds = True if not claimed else left >= LEAST_LEFT
    return Check("leave one out", name, holds, says, left if claimed else None, LEAST_LEFT if claimed else None, table)


def _remains(labels: Ints, cells: Cells) -> bool:
    started = (labels >= 0) & (labels < cells.cohorts)
    return bool(started.any() and ((labels == cells.cohorts).any() or cells.reading.comparison == "not-yet"))
