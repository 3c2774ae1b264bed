"""How often an estimator would show a change of some size, told from the time before the measure alone."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from tidegate.errors import PanelError
from tidegate.evaluation.displacement.draws import Likeness, draw_alike
from tidegate.evaluation.panel import NEVER, Panel
from tidegate.evaluation.planting import Planting, Run, times_shown
from tidegate.statistics.shares import exact_interval


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
    estimate: Run,
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

    def draws() -> Iterator[tuple[Panel, np.random.Generator]]:
        for places in drawn.places:
            start = np.full(len(panel.units), NEVER, dtype=np.int64)
            start[places] = moved
            yield replace(early, start=start), rng

    shown = times_shown(estimate, outcome, Planting(reduction), draws())
    return Power(reduction, tries, shown, *exact_interval(shown, tries))
