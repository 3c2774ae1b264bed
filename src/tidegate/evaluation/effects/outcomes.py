"""Several outcomes: the more is asked, the more chance answers.

Effects of one plan on several outcomes are judged together. Holm's p values bound the chance of even one false
finding, those of Benjamini and Hochberg the share of false ones among the findings.
"""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from tidegate.evaluation.effect import Effect
from tidegate.statistics.multiple import benjamini_hochberg, holm


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
