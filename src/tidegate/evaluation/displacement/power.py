"""How often an estimator would show a change of some size, told from the time before the measure alone."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy import special

from tidegate.errors import PanelError
from tidegate.evaluation.displacement.draws import Likeness, draw_alike
from tidegate.evaluation.effect import Effect
from tidegate.evaluation.panel import NEVER, Panel

Floats = npt.NDArray[np.float64]

Estimate = Callable[[Panel, str, int], Effect]
"""Any estimator with its options filled in: panel, outcome and seed to an effect."""


@dataclass(frozen=True)
class Power:
    """How often a change would be shown.

    Args:
        reduction: Share of the incidents taken away at the treated places.
        tries: Number of tries.
        shown: Number of them in which an effect in that direction was shown.
        low: Lower end of the exact 95 % interval of the share.
        high: Its upper end.
    """

    reduction: float
    tries: int
    shown: int
    low: float
    high: float

    @property
    def share(self) -> float:
        """Share of the tries in which it was shown."""
        return self.shown / self.tries if self.tries else float("nan")


def power_before(
    estimate: Estimate,
    panel: Panel,
    outcome: str,
    *,
    after: int,
    reduction: float,
    tries: int,
    seed: int,
    alike: int = 100,
) -> Power:
    """Plant a reduction in the time before the measure, at places like the treated, and see how often it is shown.

    All starts are moved to so many periods before the first true one; nothing from that one on is looked at.

    Args:
        estimate: The estimator.
        panel: The panel with the starts as planned.
        outcome: Name of the outcome, whole counts.
        after: Periods that are taken as lying after the moved start.
        reduction: Share of the incidents taken away there, 0..1; 0 tells how often it is shown where nothing is.
        tries: Number of tries, each with other places and another thinning.
        seed: Seed of the tries.
        alike: How many of the nearest in level each place is drawn from.
    Returns:
        How often a fall was shown (with a reduction of 0, anything at all).
    Raises:
        PanelError: No unit is treated, or there is too little time before the first start.
    """
    treated = np.flatnonzero(panel.treated)
    first = int(panel.start[treated].min()) if len(treated) else 0
    moved = first - after
    if after < 1 or moved < 2:
        raise PanelError(
            where=outcome,
            what=f"there are {max(first, 0)} periods before the first start, of which {after} are wanted as after",
            mend="give more periods before the start, or shorten the time after",
        )
    early = panel.between(0, first)
    values = early.outcome(outcome)
    rng = np.random.default_rng(seed)
    level = np.nansum(values[:, :moved], axis=1)[None, None]
    whole = np.flatnonzero(np.isfinite(values).all(axis=1))
    nowhere = np.zeros(len(treated), dtype=np.int64)
    drawn = draw_alike(treated, nowhere, whole, Likeness(level, panel.points, alike), draws=tries, rng=rng)
    shown = 0
    for places in drawn.places:
        start = np.full(len(panel.units), NEVER, dtype=np.int64)
        start[places] = moved
        tried = thinned(replace(early, start=start), outcome, reduction, rng)
        effect = estimate(tried, outcome, int(rng.integers(2**31)))
        shown += effect.shown and (effect.value < effect.none or not reduction)
    return Power(reduction, tries, int(shown), *share_interval(int(shown), tries))


def thinned(panel: Panel, outcome: str, reduction: float, rng: np.random.Generator) -> Panel:
    """Take away each incident under the measure with the same chance.

    Args:
        panel: The panel.
        outcome: Name of the outcome, whole counts.
        reduction: The chance, 0..1.
        rng: Where chance comes from.
    Returns:
        The panel with fewer incidents.
    """
    values = panel.outcome(outcome)
    hit = panel.under & np.isfinite(values)
    changed = values.copy()
    changed[hit] = rng.binomial(values[hit].astype(np.int64), 1.0 - reduction)
    return replace(panel, outcomes={**panel.outcomes, outcome: changed})


def share_interval(hits: int, tries: int, *, level: float = 0.95) -> tuple[float, float]:
    """Exact interval of a share.

    Args:
        hits: Number of hits.
        tries: Number of tries.
        level: Coverage, at least.
    Returns:
        Lower and upper end; 0 and 1 where nothing was tried.
    Source:
        Clopper and Pearson (1934), Biometrika 26, 404-413, doi:10.1093/biomet/26.4.404.
    Example:
        >>> [round(end, 3) for end in share_interval(0, 10)]
        [0.0, 0.308]
    """
    tail = (1 - level) / 2
    low = float(special.betaincinv(hits, tries - hits + 1, tail)) if hits else 0.0
    high = float(special.betaincinv(hits + 1, tries - hits, 1 - tail)) if hits < tries else 1.0
    return low, high
