"""Interventions that never were, on real data: how often does a method show an effect where nothing was done?

Places and dates are drawn at random, some sets scattered, some in blocks of touching cells as a measure in a
neighbourhood is. The same sets are tried once more with a reduction planted in the incidents after the start; it must
be shown as often as the power that a plan would have told beforehand, from the time before the start alone.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from tidegate.evaluation import NEVER, Effect, Panel
from tidegate.evaluation.displacement.comparing import Comparing
from tidegate.evaluation.displacement.power import power_before
from tidegate.evaluation.displacement.weighted_difference import Part, WddOptions, estimate_wdd
from tidegate.evaluation.planting import Planting, Run, planted
from tidegate.statistics.shares import exact_interval

Ints = npt.NDArray[np.int64]

AFTER = 10
"""Months before and after a start. Twice as many before it are needed to plan on, and forty months are there."""

RING_M = 500.0
"""Outer edge of the ring around a cell of 250 m: two cells on each side, a walk of a few minutes."""

SIZES = (50, 100, 200)
"""Cells of an intervention: some, and as many as the cells with a revoked or a cancelled licence."""

BLOCK = 5
"""Cells of a block, where an intervention is not scattered: a cell with those nearest to it."""


@dataclass(frozen=True)
class Wish:
    """What is tried.

    Args:
        draws: Number of interventions for each outcome.
        reduction: Share of the incidents that a planted reduction takes away, 0..1.
        tries: Tries of the planned power for each intervention.
        seed: Seed of everything.
    """

    draws: int
    reduction: float
    tries: int
    seed: int


@dataclass(frozen=True)
class InterventionLine:
    """What came of the interventions of one kind.

    Args:
        outcome: The outcome.
        method: Id of the method.
        cells: Number of treated cells; 0 for all sizes together.
        shape: `scattered`, `blocks` or `all`.
        draws: Number of interventions.
        shown: Share in which an effect was shown where nothing was done.
        low: Lower end of its exact 95 % interval.
        high: Upper end.
        by_p: Share in which p alone lay below .05, whatever the checks said.
        textbook: Share in which the textbook interval left out nought; not a number for methods without one.
        found: Share in which a fall was shown with the planted reduction.
        planned: Share that was planned on the time before the start.
    """

    outcome: str
    method: str
    cells: int
    shape: str
    draws: int
    shown: float
    low: float
    high: float
    by_p: float
    textbook: float
    found: float
    planned: float


@dataclass(frozen=True)
class _Tried:
    cells: int
    shape: str
    shown: bool
    by_p: bool
    textbook: float
    found: bool
    planned: float


def methods(part: Part = "local", *, draws: int = 299) -> dict[str, Run]:
    """Give the methods that can be tried, by their id.

    Args:
        part: Which difference `wdd` estimates.
        draws: Sets of comparison places that `wdd` draws.
    """
    # Rings are counted only where they are asked for; the buffer is the same.
    rings = () if part == "local" else (RING_M,)
    comparing = Comparing(before=AFTER, after=AFTER, rings_m=rings, buffer_m=RING_M, draws=draws)
    options = WddOptions(part=part, comparing=comparing)

    def wdd(panel: Panel, outcome: str, seed: int) -> Effect:
        return estimate_wdd(panel, outcome, options=options, seed=seed)

    return {"wdd": wdd}


def bench_interventions(
    panel: Panel,
    outcomes: Sequence[str],
    method: tuple[str, Run],
    wish: Wish,
    *,
    tell: Callable[[str, float], None],
) -> list[InterventionLine]:
    """Try random interventions.

    Args:
        panel: Real places and periods, no measure in them; needs `points`.
        outcomes: Outcomes to try, whole counts.
        method: Id and estimator.
        wish: What is tried.
        tell: Is told the stage and the share done.
    Returns:
        For each outcome a line for all interventions, and one for each size and shape.
    """
    lines = []
    for number, outcome in enumerate(outcomes):
        rng = np.random.default_rng([wish.seed, number])
        tried = []
        for draw in range(wish.draws):
            tell(f"{outcome}, {method[0]}", draw / wish.draws)
            tried.append(_try(panel, outcome, method[1], wish, SIZES[draw % len(SIZES)], draw % 2 == 1, rng))
        lines += _lines(outcome, method[0], tried)
    return lines


def at_random(panel: Panel, cells: int, in_blocks: bool, rng: np.random.Generator) -> Panel:
    """Put an intervention at random places, all from one random month on.

    Args:
        panel: The panel.
        cells: Number of places.
        in_blocks: Whether they lie in blocks of touching places.
        rng: Where chance comes from.
    """
    n = len(panel.units)
    start = np.full(n, NEVER, dtype=np.int64)
    month = int(rng.integers(2 * AFTER, len(panel.periods) - AFTER + 1))
    if not in_blocks:
        start[rng.choice(n, cells, replace=False)] = month
        return replace(panel, start=start)
    assert panel.points is not None, "places without coordinates have no neighbours"
    while (lacking := cells - int((start != NEVER).sum())) > 0:
        apart = ((panel.points - panel.points[rng.integers(n)]) ** 2).sum(axis=1)
        start[np.argsort(apart, kind="stable")[: min(BLOCK, lacking)]] = month
    return replace(panel, start=start)


def _try(
    panel: Panel, outcome: str, estimate: Run, wish: Wish, cells: int, in_blocks: bool, rng: np.random.Generator
) -> _Tried:  # fmt: skip
    placed = at_random(panel, cells, in_blocks, rng)
    seed = int(rng.integers(2**31))
    nothing = estimate(placed, outcome, seed)
    reduced = estimate(planted(placed, outcome, Planting(wish.reduction), rng), outcome, seed)
    planned = power_before(
        estimate, placed, outcome, after=AFTER, reduction=wish.reduction, tries=wish.tries, seed=seed
    )
    return _Tried(
        cells, "blocks" if in_blocks else "scattered", nothing.shown,
        nothing.p is not None and nothing.p < 1 - nothing.level, _textbook(nothing),
        reduced.shown and reduced.value < reduced.none, planned.share,
    )  # fmt: skip


def _textbook(effect: Effect) -> float:
    """1 where the textbook interval of a `wdd` leaves out nought, 0 where not, otherwise not a number."""
    if effect.method != "wdd":
        return float("nan")
    rows = effect.tables["parts"].to_pylist()
    of_part = {row["part"]: row for row in rows}
    name = next(n for n in of_part if _is(effect.value, of_part[n]["value"]))
    return float(not of_part[name]["textbook_low"] <= 0 <= of_part[name]["textbook_high"])


def _is(one: float, other: float) -> bool:
    return abs(one - other) < 1e-9 * max(1.0, abs(one))


def _lines(outcome: str, method: str, tried: Sequence[_Tried]) -> list[InterventionLine]:
    kinds: Mapping[tuple[int, str], list[_Tried]] = {
        (0, "all"): list(tried),
        **{(size, "all"): [t for t in tried if t.cells == size] for size in SIZES},
        **{(0, shape): [t for t in tried if t.shape == shape] for shape in ("scattered", "blocks")},
    }
    return [_line(outcome, method, *kind, some) for kind, some in kinds.items() if some]


def _line(outcome: str, method: str, cells: int, shape: str, tried: Sequence[_Tried]) -> InterventionLine:
    def mean(values: Sequence[float]) -> float:
        return float(np.mean(values))

    shown = [t.shown for t in tried]
    return InterventionLine(
        outcome, method, cells, shape, len(tried), mean(shown), *exact_interval(sum(shown), len(tried)),
        mean([t.by_p for t in tried]), mean([t.textbook for t in tried]), mean([t.found for t in tried]),
        mean([t.planned for t in tried]),
    )  # fmt: skip
