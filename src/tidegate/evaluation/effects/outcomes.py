"""Several outcomes: the more is asked, the more chance answers.

Effects of one plan on several outcomes are judged together. Holm's p values bound the chance of even one false
finding, those of Benjamini and Hochberg the share of false ones among the findings.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tidegate.evaluation.effect import Effect
from tidegate.evaluation.panel import Floats
from tidegate.statistics.multiple import benjamini_hochberg


def holm(p: npt.ArrayLike) -> Floats:
    """Correct p values so that the chance of even one false finding stays at the border they are held against.

    Args:
        p: P values, 0..1; one that is not a number is left out of the count of tests.
    Returns:
        Corrected p values in the order of `p`, not a number where `p` is not.
    Raises:
        ValueError: A p value lies outside 0..1.
    Source:
        Holm (1979), Scand J Stat 6(2), 65-70.
    Example:
        >>> holm([0.01, 0.04, 0.03]).round(4).tolist()
        [0.03, 0.06, 0.06]
    """
    values = np.asarray(p, dtype=np.float64)
    tested = np.flatnonzero(~np.isnan(values))
    if ((values[tested] < 0) | (values[tested] > 1)).any():
        raise ValueError("a p value lies outside 0..1: give probabilities")
    made = np.full(len(values), np.nan)
    order = tested[np.argsort(values[tested], kind="stable")]
    steps = values[order] * np.arange(len(order), 0, -1)
    made[order] = np.minimum(np.maximum.accumulate(steps), 1.0) if len(order) else steps
    return made


def judged_together(effects: Sequence[Effect]) -> pa.Table:
    """Judge the effects of one plan together.

    Args:
        effects: One for each outcome.
    Returns:
        One row for each: outcome, method, p, `holm`, `benjamini_hochberg`, whether it is shown alone, and whether it
        still is when all are judged together (`shown_together`, by Holm at the effect's own level).
    """
    p = np.array([np.nan if effect.p is None else effect.p for effect in effects], dtype=np.float64)
    strict = holm(p)
    together = [e.shown and not s >= 1 - e.level for e, s in zip(effects, strict.tolist(), strict=True)]
    return pa.table(
        {
            "outcome": [e.outcome for e in effects],
            "method": [e.method for e in effects],
            "p": p,
            "holm": strict,
            "benjamini_hochberg": benjamini_hochberg(p),
            "shown": [e.shown for e in effects],
            "shown_together": together,
        }
    )
