"""Is what was planted in the invented city recovered by its plans, city after city?"""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tidegate.demo.evaluating import Recovered, score_plans
from tidegate.demo.generate import generate
from tidegate.pipeline import open_workspace, read_workspace
from tidegate.pipeline.workspace import Engine

READ = ("incidenten", "meldingen", "vergunningen", "panden")
"""The registers that the panel of the plans is counted from."""


@dataclass(frozen=True)
class RecoveryLine:
    """How one question fared over the cities.

    Args:
        plan: Id of the plan.
        quantity: `effect` or `displacement`.
        outcome: Column of the outcome.
        true: What is true.
        cities: Number of cities.
        covered: In how many of them the interval holds the true value.
        shown: In how many something was shown.
        flagged: In how many a check broke.
        mean: Mean of the estimates.
    """

    plan: str
    quantity: str
    outcome: str
    true: float
    cities: int
    covered: int
    shown: int
    flagged: int
    mean: float


def recover(
    folder: Path, engine: Engine, *, scale: float, seeds: Sequence[int], tell: Callable[[str, float], None]
) -> tuple[list[RecoveryLine], list[tuple[int, Recovered]]]:
    """Generate cities, read their registers, run their plans.

    Args:
        folder: Folder to work in; each city is removed when it was looked at.
        engine: How much of the machine may be taken.
        scale: How much city.
        seeds: One city for each.
        tell: Is told the stage and the share done.
    Returns:
        A line for each question, and everything found with the seed of its city.
    """
    found: list[tuple[int, Recovered]] = []
    for number, seed in enumerate(seeds):
        tell(f"city {seed}", number / len(seeds))
        city = folder / f"city-{seed}"
        generate(city, scale=scale, seed=seed, progress=_unheard)
        workspace = open_workspace(city, only=READ)
        read_workspace(workspace, engine, progress=_unheard)
        found += [(seed, one) for one in score_plans(workspace, city / "truth", seed=seed)]
        shutil.rmtree(city)
    return _lines(found), found


def _lines(found: Sequence[tuple[int, Recovered]]) -> list[RecoveryLine]:
    asked = dict.fromkeys((r.plan, r.quantity, r.outcome, r.true) for _, r in found)
    lines = []
    for plan, quantity, outcome, true in asked:
        own = [r for _, r in found if (r.plan, r.quantity, r.outcome) == (plan, quantity, outcome)]
        lines.append(
            RecoveryLine(
                plan, quantity, outcome, true, len(own), sum(r.covers for r in own), sum(r.shown for r in own),
                sum(bool(r.broken) for r in own), sum(r.value for r in own) / len(own),
            )
        )  # fmt: skip
    return lines


def _unheard(_stage: str, _share: float) -> None:
    """Hear nothing of a single city."""
