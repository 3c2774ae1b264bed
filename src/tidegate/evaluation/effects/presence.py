"""How much of a group's events is known in a period in which some of its units have no value.

Leaving such periods out costs most of a series where gaps are scattered, and leaving such units out changes whom the
answer is of. A period stands instead for the units that are known in it, and is held against what these usually have.
"""

import numpy as np

from tidegate.evaluation.panel import Floats

ENOUGH = 0.5
"""Share of the usual events that must be known in a period for it to be used."""

ROUNDS = 500


def known_share(values: Floats) -> Floats:
    """Tell which share of a group's usual events the units have that are known in each period.

    Units have a usual share and periods a level; both are found from the cells that are known, by letting the sums of
    what is expected agree with those of what is known, along units and along periods in turn.

    Args:
        values: Counts of the group, shape (units, periods); NaN where nothing is known.
    Returns:
        One share per period, 0..1; all 1 where nothing is missing.
    Source:
        Deming and Stephan (1940), Annals of Mathematical Statistics 11, 427-444, doi:10.1214/aoms/1177731829; the same
        as the maximum of Poisson's likelihood with a term per unit and per period.
    Example:
        Of two units one usually has three events of four; where it is missing a quarter is known.

        >>> known_share(np.array([[3.0, 6.0, np.nan], [1.0, 2.0, 5.0]])).round(6).tolist()
        [1.0, 1.0, 0.25]
    """
    seen = np.isfinite(values).astype(np.float64)
    if seen.all():
        return np.ones(values.shape[1])
    counts = np.where(seen > 0, values, 0.0)
    along_units, along_periods = counts.sum(axis=1), counts.sum(axis=0)
    share = np.full(len(values), 1.0 / len(values))
    for _ in range(ROUNDS):
        level = _ratio(along_periods, seen.T @ share)
        fresh = _ratio(along_units, seen @ level)
        fresh = fresh / fresh.sum() if fresh.sum() > 0 else share
        settled = float(np.abs(fresh - share).max()) < 1e-10
        share = fresh
        if settled:
            break
    found: Floats = seen.T @ share
    return found


def _ratio(above: Floats, below: Floats) -> Floats:
    return np.divide(above, below, out=np.zeros_like(above), where=below > 0)
