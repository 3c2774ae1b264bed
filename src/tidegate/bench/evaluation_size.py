"""A whole city's panel through everything that looks at it: where do time and memory go?"""

import resource
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from tidegate.evaluation import NEVER, Panel
from tidegate.evaluation.concentration import concentration_before_after
from tidegate.evaluation.displacement.comparing import Comparing
from tidegate.evaluation.displacement.weighted_difference import WddOptions, estimate_wdd
from tidegate.evaluation.effects.staggered import DidOptions, estimate_did
from tidegate.evaluation.near_repeats import Near, near_repeats_before_after
from tidegate.statistics import nearest

OUTCOME = "incidents"
COHORTS, TREATED = 6, 0.12
SPACING_M = 150.0
MONTH_DAYS = 30


@dataclass(frozen=True)
class SizeLine:
    """What one step took.

    Args:
        step: The step.
        cpu_s: Time on all cores, seconds.
        wall_s: Time that passed, seconds.
        peak_mib: Most memory that the process has held so far, MiB.
        found: What it found, in a few words.
    """

    step: str
    cpu_s: float
    wall_s: float
    peak_mib: float
    found: str


def bench_size(
    *, places: int, months: int, events: int, draws: int, seed: int, tell: Callable[[str, float], None]
) -> Iterator[SizeLine]:
    """Make a panel and put it through every step.

    Args:
        places: Number of places, on a grid.
        months: Number of months.
        events: Number of incidents, about.
        draws: Permutations.
        seed: Seed of chance.
        tell: Is told the step and the share done.
    Yields:
        One line for each step, then one for all.
    """
    panel, points, days = _city(places, months, events, seed)
    first = int(panel.start[panel.treated].min())
    assert panel.points is not None, "made with points"
    at = panel.points

    def did() -> str:
        found = estimate_did(panel, OUTCOME, options=DidOptions(base="mean", draws=draws), seed=seed)
        return f"{found.value:+.4f} ({found.low:+.4f} to {found.high:+.4f})"

    def wdd() -> str:
        one = Panel(
            panel.units, panel.periods, panel.outcomes, np.where(panel.treated, first, NEVER), points=panel.points
        )
        options = WddOptions(comparing=Comparing(before=24, after=24, rings_m=(200.0, 400.0), draws=draws))
        found = estimate_wdd(one, OUTCOME, options=options, seed=seed)
        return f"{found.value:+.0f} ({found.low:+.0f} to {found.high:+.0f})"

    def concentration() -> str:
        found = concentration_before_after(
            panel, OUTCOME, seed=seed, split=first, neighbours=nearest(at, 8), draws=draws
        )
        return f"{len(found.moved)} measures"

    def near() -> str:
        found = near_repeats_before_after(
            points, days, split_day=first * MONTH_DAYS, near=Near(), seed=seed, shuffles=draws
        )
        return f"{len(points):,} events; ratio {found.before:.2f} before, {found.after:.2f} after"

    steps = {"difference-in-differences": did, "displacement": wdd, "Gini, Gi*, LISA": concentration, "Knox": near}
    began, used = time.perf_counter(), time.process_time()
    for number, (name, step) in enumerate(steps.items()):
        tell(name, number / len(steps))
        wall, cpu = time.perf_counter(), time.process_time()
        found = step()
        yield SizeLine(name, time.process_time() - cpu, time.perf_counter() - wall, _peak_mib(), found)
    yield SizeLine("all", time.process_time() - used, time.perf_counter() - began, _peak_mib(), "")


def _city(places: int, months: int, events: int, seed: int) -> tuple[Panel, np.ndarray, np.ndarray]:
    """Give a panel, and each incident with its point and day."""
    rng = np.random.default_rng(seed)
    side = int(np.ceil(np.sqrt(places)))
    at = np.stack(np.divmod(np.arange(places), side), axis=1) * SPACING_M
    level = rng.gamma(0.6, 1.0, places)
    counts = rng.poisson(events * level[:, None] / level.sum() / months * np.ones(months)).astype(np.float64)
    start = np.full(places, NEVER)
    treated = rng.choice(places, int(places * TREATED), replace=False)
    start[treated] = months // 2 + 4 * (np.arange(len(treated)) % COHORTS)
    panel = Panel(
        tuple(f"place {i:06d}" for i in range(places)), tuple(str(t) for t in range(months)), {OUTCOME: counts}, start,
        points=at,
    )  # fmt: skip
    place, month = (np.repeat(part, counts.ravel().astype(int)) for part in np.divmod(np.arange(counts.size), months))
    points = at[place] + rng.uniform(0, SPACING_M, (len(place), 2))
    days = month * MONTH_DAYS + rng.integers(0, MONTH_DAYS, len(place))
    return panel, points, days


def _peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
