"""How small an effect a plan could show: measures that never were, planted into the time before the start.

Only what lies before the first start is ever looked at. There the plan is run again and again with a start that never
was, once as it is and once with a known share of the outcome taken away, and it is counted how often an effect is
shown.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pyarrow as pa

from tidegate.errors import PlanError
from tidegate.evaluation.panel import NEVER, Floats, Ints, Panel
from tidegate.evaluation.plan.comparing import Marks
from tidegate.evaluation.plan.contrast import contrast
from tidegate.evaluation.plan.laying import planned, pre_period
from tidegate.evaluation.plan.plan import Direction
from tidegate.evaluation.planting import Planting, Run, times_shown
from tidegate.statistics.shares import wilson_interval

FEWEST_PERIODS = 6
"""Periods before the start below which nothing is planted: two before, two after, and two to move about in."""

AIM = 0.80
"""Share of the time in which an effect should be shown (Cohen 1988)."""

_FINEST = 0.01
_FEWEST_SEATS = 3.0
"""Seats that places change at least, where there are few of them."""

_UP_TO = {"down": 0.95, "either": 0.95, "up": 3.0}


@dataclass(frozen=True)
class PowerWish:
    """What is planted, and how often.

    Args:
        direction: Which way the outcome should go; `either` is planted as a fall.
        smallest_effect: Share that would matter; its power is told, too. None for none.
        count: Whether it counts things; counts are thinned at random, other figures are scaled.
        after: Periods that every unit will have from its start on.
        draws: Plans planted for each share.
        aim: Share of them in which it should be shown.
        places: Places `alike` in level to the planned ones, as many and drawn anew each time; `any` places; or the
            `planned` ones always, whose one history then decides.
    """

    direction: Direction = "down"
    smallest_effect: float | None = None
    count: bool = True
    after: int = 12
    draws: int = 200
    aim: float = AIM
    places: Literal["alike", "any", "planned"] = "alike"


@dataclass(frozen=True)
class Power:
    """How small an effect could be shown.

    Args:
        outcome: Column of the outcome.
        least: Smallest share that is shown in `aim` of the draws; None where not even the largest tried is.
        low: Lower end of its Monte Carlo interval; None where the draws set no end to it.
        high: Upper end; None where the draws set no end to it.
        aim: Share of the draws.
        false_alarms: Share of draws with nothing planted in which something was shown.
        at_wish: Share of draws in which the smallest effect that would matter was shown; None without one.
        before: Fewest periods before a planted start.
        after: Periods after it; fewer than planned where the time before the start is short.
        curve: One row for each share tried: share, shown, low, high (95 % of the draws), draws; by share.
        warnings: What a reader must know, one sentence each.
    """

    outcome: str
    least: float | None
    low: float | None
    high: float | None
    aim: float
    false_alarms: float
    at_wish: float | None
    before: int
    after: int
    curve: pa.Table
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Room:
    """Where in the time before the start a measure can be planted."""

    earliest: int
    latest: int
    after: int
    offsets: Ints


def power(panel: Panel, outcome: str, wish: PowerWish, *, seed: int, run: Run = contrast) -> Power:
    """Find the smallest effect that a plan could show.

    Args:
        panel: Units of the measure and those they are compared with; nothing from the first start on is looked at.
        outcome: Column of the outcome.
        wish: What is planted, and how often.
        seed: Seed of all that is drawn.
        run: The method, as the plan would run it.
    Returns:
        The share, the interval that the number of draws leaves, and the whole curve.
    Raises:
        PlanError: The time before the start is too short, or no unit gets the measure.
        PanelError: The method cannot answer.
    Source:
        Black, Hollingsworth, Nunes and Simon (2022), Journal of Public Economics 213, 104713,
        doi:10.1016/j.jpubeco.2022.104713 (power by measures planted into the time before).
    """
    before = pre_period(panel)
    marks = planned(panel)
    if not marks.any():
        raise PlanError(where="units", what="no unit gets the measure", mend="name them in units, start")
    room = _room(len(before.periods), panel.start[marks], wish.after)
    tried: dict[float, int] = {}

    def shown(share: float) -> float:
        if share not in tried:
            planting = Planting(share, wish.direction, wish.count)
            tried[share] = times_shown(run, outcome, planting, _draws(before, marks, outcome, wish, room, seed))
        return tried[share] / wish.draws

    false_alarms = shown(0.0)
    if wish.smallest_effect is not None:
        shown(wish.smallest_effect)
    largest = _UP_TO[wish.direction]
    least = _bisect(shown, largest, wish.aim)
    curve = _curve(tried, wish.draws)
    low, high = _ends(curve, wish.aim)
    at_wish = None if wish.smallest_effect is None else shown(wish.smallest_effect)
    return Power(outcome, least, low, high, wish.aim, false_alarms, at_wish, room.earliest, room.after, curve,
                 _warnings(wish, room, tried[0.0], largest, least))  # fmt: skip


def _room(periods: int, starts: Ints, after: int) -> _Room:
    """Lay the pattern of the starts into the time before them, made shorter where it must be."""
    if periods < FEWEST_PERIODS:
        raise PlanError(
            where="the panel",
            what=f"there are {periods} periods before the first start, and nothing can be planted in fewer than "
            f"{FEWEST_PERIODS}",
            mend="bring figures from further back",
        )
    after = max(1, min(after, periods // 3))
    apart = starts - starts.min()
    # The order of the starts is kept, and which begin at once; only the time between them shrinks.
    widest = min(int(apart.max()), periods // 6)
    offsets = np.round(apart * (widest / max(int(apart.max()), 1))).astype(np.int64)
    latest = periods - after - widest
    return _Room(min(max(2, periods // 3), latest), latest, after, offsets)


def _draws(
    before: Panel, marks: Marks, outcome: str, wish: PowerWish, room: _Room, seed: int
) -> Iterator[tuple[Panel, np.random.Generator]]:
    """Lay starts that never were, draw by draw."""
    for draw in range(wish.draws):
        # The draw is the same for every share, so that more taken away is never shown less by another roll of dice.
        random = np.random.default_rng((seed, draw))
        first = int(random.integers(room.earliest, room.latest + 1))
        start = np.full(len(before.units), NEVER, dtype=np.int64)
        start[_drawn(before.outcome(outcome), np.flatnonzero(marks), wish, random)] = first + room.offsets
        yield replace(before, start=start).between(0, first + int(room.offsets.max()) + room.after), random


def _drawn(values: Floats, units: Ints, wish: PowerWish, random: np.random.Generator) -> Ints:
    """Draw as many places as are planned, each of about the same level, none twice."""
    if wish.places == "planned":
        return units
    if wish.places == "any":
        drawn: Ints = random.choice(len(values), len(units), replace=False)
        return drawn
    known = np.isfinite(values)
    level = np.where(known, values, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    order = np.argsort(level, kind="stable")
    # All places change seats, none by more than about a tenth of the row: who then sits where a planned place sat is
    # about as busy as it.
    reach = max(_FEWEST_SEATS, len(order) / 20)
    seats = np.argsort(np.arange(len(order)) + random.uniform(-reach, reach, len(order)), kind="stable")
    place_of = np.empty(len(order), dtype=np.int64)
    place_of[order] = np.arange(len(order))
    moved: Ints = order[seats[place_of[units]]]
    return moved


def _bisect(shown: Callable[[float], float], largest: float, aim: float) -> float | None:
    if shown(largest) < aim:
        return None
    low, high = 0.0, largest
    while high - low > _FINEST * max(1.0, largest):
        middle = round((low + high) / 2, 4)
        low, high = (low, middle) if shown(middle) >= aim else (middle, high)
    return high


def _curve(tried: dict[float, int], draws: int) -> pa.Table:
    shares = sorted(tried)
    ends = [wilson_interval(tried[share], draws) for share in shares]
    return pa.table(
        {
            "share": pa.array(shares, pa.float64()),
            "shown": pa.array([tried[share] / draws for share in shares], pa.float64()),
            "low": pa.array([low for low, _ in ends], pa.float64()),
            "high": pa.array([high for _, high in ends], pa.float64()),
            "draws": pa.array([draws] * len(shares), pa.int64()),
        }
    )


def _ends(curve: pa.Table, aim: float) -> tuple[float | None, float | None]:
    """Give the shares between which the smallest one lies, as surely as the draws can say."""
    rows = curve.to_pylist()
    below = [row["share"] for row in rows if row["high"] < aim]
    above = [row["share"] for row in rows if row["low"] >= aim]
    return max(below, default=None), min(above, default=None)


def _warnings(wish: PowerWish, room: _Room, alarms: int, largest: float, least: float | None) -> tuple[str, ...]:
    found = []
    if room.after < wish.after:
        found.append(
            f"The time before the start leaves room for {room.after} of the {wish.after} periods after it: with all "
            "of them somewhat smaller effects could be shown."
        )
    if wilson_interval(alarms, wish.draws)[0] > 0.05:
        found.append(
            f"With nothing planted, an effect was shown in {alarms / wish.draws:.0%} of the draws, where 5 % is due: "
            "this method finds effects here that are not there."
        )
    if least is None:
        verb = "a rise" if wish.direction == "up" else "a fall"
        found.append(f"Not even {verb} of {largest:.0%} would be shown in {wish.aim:.0%} of cases.")
    return tuple(found)
