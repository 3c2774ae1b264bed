"""Pre-trends: did treated and comparison units move alike before the start?

Two questions are asked of the time before it. Did they drift apart steadily (one slope)? Did they differ in any way
(blocks of time, jointly)? That a test finds nothing does not show that there is nothing, so the sentence tells what
the test would have missed.

Source:
    Roth (2022), AER: Insights 4(3), 305-322, doi:10.1257/aeri.20210236 (what pre-tests miss).
"""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from scipy import stats

from tidegate.evaluation.effect import Check
from tidegate.evaluation.effects.cells import Cells
from tidegate.evaluation.effects.contrasts import Contrast, drift, steps_before
from tidegate.evaluation.effects.influence import Estimates
from tidegate.evaluation.effects.permuting import Placebos
from tidegate.evaluation.panel import Floats

BORDER = 0.05
"""P value below which the units are said to have moved apart."""

MOST_BLOCKS = 6
"""More blocks would ask more questions than the time before a start can answer."""

UNITS_PER_BLOCK = 6
"""So many clusters on the smaller side are needed for each further block, for their covariance to be known."""

SEEN = 2.8
"""So many standard errors must a drift measure to be found in four of five cases (1.96 + 0.84)."""


def pre_trend_contrasts(cells: Cells, clusters: int) -> tuple[Contrast, ...]:
    """Choose the questions that are asked of the time before the start.

    Args:
        cells: The cells.
        clusters: Number of clusters on the smaller side, treated or comparison.
    Returns:
        The drift first, where there is one, then the blocks of time.
    """
    blocks = min(MOST_BLOCKS, 2 + clusters // UNITS_PER_BLOCK)
    slope = drift(cells)
    return (*([] if slope is None else [slope]), *steps_before(cells, blocks))


def pre_trend_check(
    contrasts: Sequence[Contrast], found: Estimates, drawn: Placebos | None, *, effect: float, span: float
) -> Check:
    """Judge the time before the start.

    Args:
        contrasts: As `pre_trend_contrasts` gave them.
        found: Their estimates.
        drawn: Their placebos, where standard errors are not to be believed; None where they are.
        effect: The estimate of the measure's effect, which stands in the placebos of staggered starts.
        span: Periods between the middle of the time before and the middle of the time after.
    Returns:
        The check. Its figure is a p value, the smaller of the two doubled.
    """
    if not contrasts:
        return Check(
            "pre-trend",
            "Same movement before the start",
            None,
            "There are too few periods before the start to test whether the units moved alike.",
        )
    values = None if drawn is None else drawn.values - effect * drawn.taken
    rows, p_values = [], []
    blocks = [i for i, c in enumerate(contrasts) if c.name != "drift"]
    for i, contrast in enumerate(contrasts):
        p = (
            float(found.intervals(0.95)[2][i])
            if values is None or drawn is None
            else _placed(values[:, i] / drawn.noise[:, i], found.values[i] / drawn.own[i])
        )
        rows.append((contrast.name, float(found.values[i]), float(found.se[i]), p))
        if contrast.name == "drift":
            p_values.append(p)
    if blocks:
        joint = _joint(found, blocks) if values is None else _joint_placed(found.values[blocks], values[:, blocks])
        rows.append(("all blocks", float("nan"), float("nan"), joint))
        p_values.append(joint)
    p = min(1.0, min(p_values) * len(p_values))
    table = pa.table(dict(zip(("what", "difference", "se", "p"), zip(*rows, strict=True), strict=True)))
    return Check("pre-trend", "Same movement before the start", p >= BORDER, _said(p, rows[0], span), p, BORDER, table)


def _said(p: float, first: tuple[str, float, float, float], span: float) -> str:
    head = (
        f"Before the start treated and comparison units moved apart (p {p:.3f})"
        if p < BORDER
        else f"Before the start no difference in movement was found (p {p:.3f}), which does not show that there is none"
    )
    if first[0] != "drift" or not np.isfinite(first[2]):
        return head + "."
    missed = SEEN * first[2] * span
    return f"{head}; a steady drift that would feign an effect of up to {missed:.3g} would often be missed."


def _joint(found: Estimates, places: list[int]) -> float:
    """Wald test with the finite-sample form of Hotelling."""
    values, covariance = found.values[places], found.covariance[np.ix_(places, places)]
    n = min(int(found.treated.sum()), int((~found.treated).sum())) - 1
    wald = float(values @ np.linalg.pinv(covariance, hermitian=True) @ values)
    rank = int(np.linalg.matrix_rank(covariance, hermitian=True))
    if not rank or n - rank < 1:
        return 1.0
    return float(stats.f.sf(wald * (n - rank + 1) / (n * rank), rank, n - rank + 1))


def _joint_placed(values: Floats, draws: Floats) -> float:
    spread = np.linalg.pinv(np.atleast_2d(np.cov(np.vstack([draws, values]), rowvar=False)), hermitian=True)
    reach = np.einsum("bk,kl,bl->b", draws, spread, draws)
    return _placed(reach, float(values @ spread @ values))


def _placed(draws: Floats, own: float) -> float:
    return float((1 + (np.abs(draws) >= abs(own) - 1e-12).sum()) / (1 + len(draws)))
