"""A measure that never was, planted into figures without one, and how often a method shows it.

Who draws the places and dates decides what the answer is about; what is planted there, and what counts as shown, is
said here once.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from tidegate.evaluation.effect import Effect
from tidegate.evaluation.panel import Floats, Panel

Run = Callable[[Panel, str, int], Effect]
"""One run of a method, its options filled in: a panel, the column of an outcome, a seed."""


@dataclass(frozen=True)
class Planting:
    """What is planted.

    Args:
        share: Share of the outcome, from 0.
        direction: Which way it goes; `either` is planted as a fall and shown by a rise, too.
        count: Whether the outcome counts things; counts are thinned at random, other figures are scaled.
    """

    share: float
    direction: Literal["down", "up", "either"] = "down"
    count: bool = True


def plant(values: Floats, planting: Planting, random: np.random.Generator) -> Floats:
    """Change figures by a known share.

    Args:
        values: The figures; one that is missing stays so.
        planting: What is planted.
        random: Where chance comes from.
    Returns:
        Counts from which each one counted was taken away with the chance of the share (or to which as many were added,
        on average); other figures times one less, or one more, the share.
    """
    up = planting.direction == "up"
    if not planting.count:
        scaled: Floats = values * (1 + planting.share if up else 1 - planting.share)
        return scaled
    known = np.isfinite(values)
    whole = np.where(known, values, 0).astype(np.int64)
    moved = random.poisson(whole * planting.share) if up else -random.binomial(whole, min(planting.share, 1.0))
    return np.where(known, whole + moved, np.nan)


def planted(panel: Panel, outcome: str, planting: Planting, random: np.random.Generator) -> Panel:
    """Change an outcome wherever a panel is under its measure.

    Args:
        panel: The panel.
        outcome: Column of the outcome.
        planting: What is planted.
        random: Where chance comes from.
    Returns:
        The same panel but for these figures.
    """
    values = panel.outcome(outcome).copy()
    values[panel.under] = plant(values[panel.under], planting, random)
    return replace(panel, outcomes={**panel.outcomes, outcome: values})


def times_shown(run: Run, outcome: str, planting: Planting, draws: Iterable[tuple[Panel, np.random.Generator]]) -> int:
    """Count the draws in which an effect is shown, on the side on which it was planted.

    Args:
        run: The method.
        outcome: Column of the outcome.
        planting: What is planted in each.
        draws: Panels with starts that never were, each with where its chance comes from.
    Returns:
        The number. Where nothing is planted, both sides count, for both are false alarms.
    """
    shown = 0
    either = planting.direction == "either" or planting.share == 0
    for panel, random in draws:
        effect = run(planted(panel, outcome, planting, random), outcome, int(random.integers(2**31)))
        rose = effect.value > effect.none
        shown += effect.shown and (either or rose == (planting.direction == "up"))
    return shown
