"""Whether a standard error can be believed: are there enough clusters, and enough events?

A standard error is found from how units differ. A handful of units do not show how units differ, and where hardly
anything happens most units are alike by being empty: both times the error comes out too small as often as not, and an
interval of Student's t misses the truth too often.

Source:
    Cameron and Miller (2015), J Human Resources 50(2), section VI, put the border between 5 and 10 treated clusters;
    Cochran (1954), Biometrics 10(4), 417-451, doi:10.2307/3001616, that of counts at five in each sum.
"""

import numpy as np

from tidegate.evaluation.effects.cells import OUT, Cells
from tidegate.evaluation.effects.contrasts import Contrast
from tidegate.evaluation.effects.influence import Estimates
from tidegate.evaluation.panel import Floats

FEW_CLUSTERS = 8
"""With fewer treated (or comparison) clusters standard errors are not to be believed."""

FEW_EVENTS = 5
"""With fewer events in any of the sums that are compared they are not to be believed either."""


def doubt(found: Estimates, cells: Cells, contrast: Contrast, *, counts: bool | None) -> str | None:
    """Tell why a standard error is not to be believed.

    Args:
        found: The estimates; the contrast is the first.
        cells: The cells.
        contrast: The contrast.
        counts: Whether the outcome counts events; None where that is to be seen from the values: whole numbers do.
    Returns:
        The doubt as a clause; None where there is none.
    """
    treated, compared = int(found.treated.sum()), int((~found.treated).sum())
    if found.clusters_worth() < FEW_CLUSTERS or 0 < compared < FEW_CLUSTERS:
        return f"There are {treated} treated and {compared} comparison clusters"
    values = cells.values[cells.known]
    if not (bool((values == np.round(values)).all() and values.min() >= 0) if counts is None else counts):
        return None
    sums = events(cells, contrast)
    few = min(sums, key=lambda name: sums[name])
    return f"There are {sums[few]:.0f} events {few}" if sums[few] < FEW_EVENTS else None


def events(cells: Cells, contrast: Contrast) -> dict[str, float]:
    """Count the events on which a contrast rests.

    Args:
        cells: The cells; their outcome counts events.
        contrast: The contrast.
    Returns:
        By what they are: of the treated and of the comparison, in the base and after it.
    """
    weights = contrast.weights(cells.sizes) != 0
    bases = np.einsum("gt,gts->gs", weights, cells.bases()) != 0
    compared = np.concatenate(
        [cells.compared(), np.zeros((cells.cohorts, 1, weights.shape[1]), dtype=np.bool_)], axis=1
    )
    others = (compared & weights[:, None, :]).any(axis=2)

    def counted(periods: Floats, units: Floats) -> float:
        return float(sum(cells.values[np.ix_(u, t)].sum() for u, t in zip(units, periods, strict=True)))

    own = np.array([cells.labels == g for g in range(cells.cohorts)])
    beside = np.array([others[g][cells.labels] & (cells.labels != OUT) for g in range(cells.cohorts)])
    return {
        "in the treated units before the start": counted(bases, own),
        "in the treated units after it": counted(weights, own),
        "in the comparison units before the start": counted(bases, beside),
        "in the comparison units after it": counted(weights, beside),
    }
