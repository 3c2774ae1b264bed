"""Worlds in which the truth is known: panels as a city might have them, with an effect that was put in.

Places have levels and trends of their own; months hang together; neighbours share shocks; counts scatter more than
Poisson's. The measure is taken in places drawn at random, so that what a method needs holds unless a world says
otherwise. It takes away the same number everywhere: were it a share, the effect in these places and the effect in
places like these would be two truths, and an interval for the one would be too wide or too narrow for the other.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from tidegate.evaluation.effects.cells import Reading, Summing, lay_out
from tidegate.evaluation.effects.contrasts import overall
from tidegate.evaluation.effects.influence import estimate
from tidegate.evaluation.effects.interrupted import estimate_interrupted
from tidegate.evaluation.panel import NEVER, Floats, Ints, Panel

OUTCOME = "incidents"

DEVIATION = 2.0
"""Broken trends deviate by so many minimum detectable effects."""

DETECTABLE = 2.8
"""Standard errors of a minimum detectable effect (power .8 at 5 %)."""


@dataclass(frozen=True)
class WorldShape:
    """Size of a world.

    Args:
        units: Number of places.
        months: Number of months.
        first: Month of the (first) start.
        treated: Numbers of treated places; one of them by seed.
        level: Mean incidents per place and month.
        reduction: By how much the measure reduces them, as a share of `level`.
    """

    units: int = 60
    months: int = 48
    first: int = 36
    treated: tuple[int, ...] = (4, 12, 20)
    level: float = 4.0
    reduction: float = 0.3


@dataclass(frozen=True)
class World:
    """A panel and what is true in it.

    Args:
        kind: Its kind.
        panel: The panel; its outcome is `OUTCOME`.
        truth: Mean effect per treated place and month, over all cells under the measure.
        share: The same as a share of what would have been.
        sound: Whether what a comparison needs holds in it.
        anticipation: Months before the start in which the measure already acts, as a plan would know.
        buffer_m: Distance within which comparison places are touched, as a plan would know; None for none.
    """

    kind: str
    panel: Panel
    truth: float
    share: float
    sound: bool = True
    anticipation: int = 0
    buffer_m: float | None = None


@dataclass(frozen=True)
class _Draft:
    """Expected incidents without the measure, where it is taken, and how many of them it takes away."""

    expected: Floats
    start: Ints
    points: Floats
    less: npt.NDArray[np.floating]
    rng: np.random.Generator


def make_world(kind: str, seed: int, shape: WorldShape = WorldShape()) -> World:
    """Make a world.

    Args:
        kind: One of `KINDS`.
        seed: What chance starts from; one seed, one world.
        shape: Its size.
    Returns:
        The world.
    Raises:
        ValueError: There is no such kind.
    """
    if kind not in KINDS:
        raise ValueError(f"there is no world '{kind}': name one of {', '.join(KINDS)}")
    return KINDS[kind](seed, shape)


def _draft(seed: int, shape: WorldShape, *, cohorts: int = 1) -> _Draft:
    rng = np.random.default_rng([seed, 20_260_601])
    n, periods = shape.units, shape.months
    points = rng.uniform(0, 3_000, (n, 2))
    level = np.log(shape.level) + rng.normal(0, 0.3, n) - 0.045
    trend = rng.normal(0, 0.004, n)
    time = np.arange(periods)
    season = 0.15 * np.sin(2 * np.pi * (time + rng.uniform(0, 12)) / 12)
    distance = np.linalg.norm(points[:, None] - points[None], axis=2)
    shared = np.linalg.cholesky(np.exp(-distance / 500) + 1e-8 * np.eye(n)) @ rng.normal(0, 0.1, (n, periods))
    alone = rng.normal(0, 0.15, (n, periods))
    for t in range(1, periods):
        alone[:, t] = 0.5 * alone[:, t - 1] + np.sqrt(0.75) * alone[:, t]
    expected = np.exp(level[:, None] + trend[:, None] * (time - shape.first) + season + shared + alone)
    count = shape.treated[seed % len(shape.treated)]
    chosen = rng.permutation(n)[:count]
    start = np.full(n, NEVER, dtype=np.int64)
    start[chosen] = shape.first + (np.arange(count) % cohorts) * 3
    return _Draft(expected, start, points, np.zeros((n, periods)), rng)


def _since(draft: _Draft) -> Ints:
    """Months since the start; far below nought where there is none."""
    start = np.where(draft.start == NEVER, 10_000, draft.start)
    return np.arange(draft.expected.shape[1])[None, :] - start[:, None]


def _finished(kind: str, draft: _Draft, **more: object) -> World:
    # Something always remains, be a place ever so quiet.
    with_it = np.maximum(draft.expected - draft.less, 0.1 * draft.expected)
    # Counts scatter more than Poisson's: by a gamma of shape 8 around what is expected.
    gamma = draft.rng.gamma(8.0, 1 / 8.0, with_it.shape)
    values = draft.rng.poisson(with_it * gamma).astype(np.float64)
    n, periods = values.shape
    labels = tuple(f"{2018 + t // 12}-{t % 12 + 1:02d}" for t in range(periods))
    panel = Panel(
        tuple(f"place {i:03d}" for i in range(n)), labels, {OUTCOME: values}, draft.start, points=draft.points
    )
    under = panel.under
    truth = float((with_it - draft.expected)[under].mean())
    share = truth / float(draft.expected[under].mean())
    return World(kind, panel, truth, share, **more)  # type: ignore[arg-type]


def _none(seed: int, shape: WorldShape) -> World:
    return _finished("none", _draft(seed, shape))


def _effect(seed: int, shape: WorldShape) -> World:
    draft = _draft(seed, shape)
    return _finished("effect", replace(draft, less=shape.reduction * shape.level * (_since(draft) >= 0)))


def _staggered(seed: int, shape: WorldShape) -> World:
    """Four cohorts, three months apart; the effect grows over half a year."""
    draft = _draft(seed, shape, cohorts=4)
    grown = np.clip((_since(draft) + 1) / 6, 0, 1)
    return _finished("staggered", replace(draft, less=shape.reduction * shape.level * grown))


def _anticipation(seed: int, shape: WorldShape) -> World:
    """Word gets about: half of the effect comes two months early."""
    draft = _draft(seed, shape)
    since = _since(draft)
    less = shape.reduction * shape.level * np.where(since >= 0, 1.0, 0.5 * (since >= -2))
    return _finished("anticipation", replace(draft, less=less), anticipation=2)


def _spill_over(seed: int, shape: WorldShape) -> World:
    """Part of what is driven away turns up within 250 m."""
    draft = _draft(seed, shape)
    treated = np.flatnonzero(draft.start != NEVER)
    distance = np.linalg.norm(draft.points[:, None] - draft.points[treated][None], axis=2).min(axis=1)
    near = (distance <= 250) & (draft.start == NEVER)
    after = np.arange(shape.months) >= shape.first
    less = shape.reduction * shape.level * (1.0 * (_since(draft) >= 0) - near[:, None] * after)
    return _finished("spill-over", replace(draft, less=less), buffer_m=250.0)


def _broken_trends(seed: int, shape: WorldShape) -> World:
    """Treated places drift away from the first month on, and there is no effect."""
    draft = _draft(seed, shape)
    calm = _finished("calm", replace(draft, rng=np.random.default_rng([seed, 7])))
    cells = lay_out(calm.panel, OUTCOME, Reading(base="mean"))
    found = estimate(Summing(cells), [overall(cells, "simple")])[0]
    time = np.arange(shape.months)
    span = time[shape.first :].mean() - time[: shape.first].mean()
    slope = DEVIATION * DETECTABLE * float(found.corrected()[0][0]) / span
    expected = draft.expected + (draft.start != NEVER)[:, None] * slope * time
    return _finished("broken-trends", replace(draft, expected=expected), sound=False)


def _bent_trends(seed: int, shape: WorldShape) -> World:
    """Treated places leave their straight line a year before the start, and there is no effect.

    For methods that draw each place's own trend on: a drift from the first month on would be in their model. The line
    drawn on misses by so many of their own minimum detectable effects.
    """
    draft = _draft(seed, shape)
    calm = _finished("calm", replace(draft, rng=np.random.default_rng([seed, 7])))
    error = estimate_interrupted(calm.panel, OUTCOME).se or 0.0
    time = np.arange(shape.months)
    bent = np.maximum(0, time - (shape.first - 12)).astype(np.float64)
    line = np.polynomial.Polynomial.fit(time[: shape.first], bent[: shape.first], 1)
    missed = float((bent - line(time))[shape.first :].mean())
    slope = DEVIATION * DETECTABLE * error / missed
    expected = draft.expected * np.where(draft.start[:, None] != NEVER, np.exp(slope * bent), 1.0)
    return _finished("bent-trends", replace(draft, expected=expected), sound=False)


def _small_none(seed: int, shape: WorldShape) -> World:
    return _finished("small-none", _draft(seed, replace(shape, level=0.15)))


def _small_counts(seed: int, shape: WorldShape) -> World:
    few = replace(shape, level=0.15)
    draft = _draft(seed, few)
    return _finished("small-counts", replace(draft, less=few.reduction * few.level * (_since(draft) >= 0)))


def _missing_months(seed: int, shape: WorldShape) -> World:
    """One month is missing everywhere, three places lack half a year, and one cell in twenty lacks by itself."""
    whole = _effect(seed, shape)
    rng = np.random.default_rng([seed, 11])
    values = whole.panel.outcome(OUTCOME).copy()
    values[rng.random(values.shape) < 0.05] = np.nan
    values[:, rng.integers(1, shape.first - 1)] = np.nan
    for unit in rng.permutation(shape.units)[:3]:
        begin = rng.integers(0, shape.months - 6)
        values[unit, begin : begin + 6] = np.nan
    return replace(whole, kind="missing-months", panel=replace(whole.panel, outcomes={OUTCOME: values}))


KINDS: dict[str, Callable[[int, WorldShape], World]] = {
    "none": _none,
    "effect": _effect,
    "staggered": _staggered,
    "anticipation": _anticipation,
    "spill-over": _spill_over,
    "broken-trends": _broken_trends,
    "bent-trends": _bent_trends,
    "small-none": _small_none,
    "small-counts": _small_counts,
    "missing-months": _missing_months,
}
"""Every kind of world, by name."""
