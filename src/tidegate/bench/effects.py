"""How often estimators are right where the truth is known.

For each method and each kind of world: how often the interval holds the truth, how often an effect is shown where
there is none, how often the checks object, beside the band within which a right share would fall by chance.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from time import perf_counter

import numpy as np
from scipy import stats

from tidegate.bench.worlds import KINDS, OUTCOME, World, make_world
from tidegate.errors import EvaluationError
from tidegate.evaluation.displacement.weighted_difference import WddOptions, estimate_wdd
from tidegate.evaluation.effect import Effect
from tidegate.evaluation.effects.count_ratio import CountDidOptions, estimate_count_did
from tidegate.evaluation.effects.interrupted import estimate_interrupted
from tidegate.evaluation.effects.micro_synthetic import MicroSyntheticOptions, estimate_micro_synthetic
from tidegate.evaluation.effects.nearness import apart
from tidegate.evaluation.effects.small_counts import estimate_small_counts
from tidegate.evaluation.effects.staggered import DidOptions, estimate_did
from tidegate.evaluation.effects.synthetic_control import estimate_synthetic_control
from tidegate.evaluation.effects.synthetic_did import SyntheticDidOptions, estimate_synthetic_did
from tidegate.evaluation.panel import Panel

Tell = Callable[[str, float], None]
Estimator = Callable[[World, int], Effect]


EIGHT = tuple(kind for kind in KINDS if kind not in ("small-none", "bent-trends"))
"""The kinds that every method is asked about, if it can answer them."""


@dataclass(frozen=True)
class Method:
    """A method in the benchmark.

    Args:
        estimate: World and seed to an effect; options that a plan would set for such a world are set here.
        slow: Whether it runs on fewer panels, as it takes more than a tenth of a second for each.
        worlds: Kinds of worlds it is asked about.
        doubtful: Those of them in which what the method needs does not hold, beside worlds that are unsound for all.
        summed: Whether its difference is a sum over the treated cells, not a mean.
    """

    estimate: Estimator
    slow: bool = False
    worlds: tuple[str, ...] = EIGHT
    doubtful: tuple[str, ...] = ()
    summed: bool = False


def _did(world: World, seed: int) -> Effect:
    options = DidOptions(base="mean", anticipation=world.anticipation, buffer_m=world.buffer_m)
    return estimate_did(world.panel, OUTCOME, options=options, seed=seed)


def _did_last(world: World, seed: int) -> Effect:
    options = DidOptions(anticipation=world.anticipation, buffer_m=world.buffer_m)
    return estimate_did(world.panel, OUTCOME, options=options, seed=seed)


def _synthetic_did(world: World, seed: int) -> Effect:
    # What is left out one by one touches no interval.
    options = SyntheticDidOptions(anticipation=world.anticipation, buffer_m=world.buffer_m, draws=99, leave_out=False)
    return estimate_synthetic_did(world.panel, OUTCOME, options=options, seed=seed)


def _count_did(world: World, seed: int) -> Effect:
    return estimate_count_did(
        _apart(world), OUTCOME, options=CountDidOptions(anticipation=world.anticipation, draws=99), seed=seed
    )


def _wdd(world: World, seed: int) -> Effect:
    return estimate_wdd(_apart(world), OUTCOME, options=WddOptions(), seed=seed)


def _synthetic_control(world: World, seed: int) -> Effect:
    return estimate_synthetic_control(_apart(world), OUTCOME, seed=seed)


def _micro_synthetic(world: World, seed: int) -> Effect:
    # Forty to sixty places can be weighed to match six half-years, not three dozen months.
    options = MicroSyntheticOptions(draws=99, merged=6)
    return estimate_micro_synthetic(_apart(world), OUTCOME, options=options, seed=seed)


def _interrupted(world: World, seed: int) -> Effect:
    return estimate_interrupted(_apart(world), OUTCOME, seed=seed)


def _small_counts(world: World, seed: int) -> Effect:
    return estimate_small_counts(_apart(world), OUTCOME, seed=seed)


def _apart(world: World) -> Panel:
    """Leave out the places next door, as a plan would that knows of them."""
    return world.panel if world.buffer_m is None else world.panel.pick(apart(world.panel, world.buffer_m))


_ONE_START = tuple(kind for kind in EIGHT if kind not in ("staggered", "anticipation"))
_WHOLE = tuple(kind for kind in _ONE_START if kind != "missing-months")

METHODS: dict[str, Method] = {
    "did": Method(_did),
    "did-last-month": Method(_did_last),
    "count-did": Method(_count_did, slow=True),
    "wdd": Method(_wdd, worlds=_WHOLE, summed=True),
    "synthetic-did": Method(
        _synthetic_did, slow=True, worlds=tuple(kind for kind in EIGHT if kind not in ("staggered", "missing-months"))
    ),
    "synthetic-control": Method(_synthetic_control, slow=True, worlds=_WHOLE),
    "microsynth": Method(_micro_synthetic, slow=True, worlds=_WHOLE),
    # A trend of the treated beside the others is in its model, though one of the logarithm: a drift by a number each
    # month bends it a little. What harms it is a trend that bends at some time.
    "interrupted-series": Method(_interrupted, worlds=(*_ONE_START, "bent-trends")),
    # Made for handfuls of events that come independently; elsewhere its check of scatter has to object.
    "e-test": Method(_small_counts, worlds=("none", "small-none", "small-counts", "broken-trends"), doubtful=("none",)),
}
"""Every method that is measured, by name; further ones are entered here."""


@dataclass(frozen=True)
class EffectsLine:
    """What a method did in one kind of world.

    Args:
        method: Name of the method.
        world: Kind of the world.
        panels: How many panels it answered.
        refused: How many it refused.
        covered: Share of intervals that hold the truth; of the worlds in which what a method needs does not hold,
            too, where it is no fault of the method if this is low.
        shown: Share in which an effect was shown.
        false: Share in which an effect was shown though there is none; None where there is one.
        flagged: Share in which at least one check broke.
        within: Whether `covered` lies within the band; None where what the method needs does not hold.
        low: Low end of the band in which a share of 95 % falls in 99 of 100 runs.
        high: Its high end.
        seconds: Time per panel.
        error: Mean error of the estimate.
    """

    method: str
    world: str
    panels: int
    refused: int
    covered: float
    shown: float
    false: float | None
    flagged: float
    within: bool | None
    low: float
    high: float
    seconds: float
    error: float


def bench_effects(
    *,
    methods: Sequence[str] = (),
    worlds: Sequence[str] = (),
    panels: int = 2_000,
    slow_panels: int = 400,
    seed: int = 1,
    tell: Tell = lambda _, __: None,
) -> Iterator[EffectsLine]:
    """Run methods on worlds.

    Args:
        methods: Names of methods; empty for all.
        worlds: Kinds of worlds; empty for all.
        panels: Panels for each quick method and kind.
        slow_panels: Panels for each slow one.
        seed: What chance starts from; panel i of a kind is that of `seed * 1_000_003 + i` for all methods.
        tell: Called with a method and a kind, and the share of its panels that is done.
    Returns:
        One line for each method and kind it can answer.
    Raises:
        ValueError: There is no such method or kind.
    """
    for name in (*methods, *worlds):
        if name not in METHODS and name not in KINDS:
            raise ValueError(
                f"there is no '{name}': name methods of {', '.join(METHODS)}; worlds of {', '.join(KINDS)}"
            )
    asked = [(name, kind) for name in methods or METHODS for kind in worlds or KINDS if kind in METHODS[name].worlds]
    for name, kind in asked:
        yield _line(name, kind, slow_panels if METHODS[name].slow else panels, seed, tell)


def band(share: float, panels: int) -> tuple[float, float]:
    """Tell the band in which a share falls in 99 of 100 runs, if it is as it should be.

    Args:
        share: As it should be, 0..1.
        panels: Number of panels.
    Returns:
        Low and high end, included.
    Example:
        >>> band(0.95, 2000)
        (0.937, 0.962)
    """
    low, high = (float(stats.binom.ppf(q, panels, share)) / panels for q in (0.005, 0.995))
    return round(low, 6), round(high, 6)


def _true(world: World, effect: Effect, *, summed: bool) -> float:
    """Give the truth on the scale of an estimate."""
    if effect.scale == "ratio":
        return 1 + world.share
    return world.truth * (int(world.panel.under.sum()) if summed else 1)


def _line(name: str, kind: str, panels: int, seed: int, tell: Tell) -> EffectsLine:
    began = perf_counter()
    held, shown, flagged, errors, sound, refused = [], [], [], [], kind not in METHODS[name].doubtful, 0
    truths = []
    for i in range(panels):
        tell(f"{name} in {kind}", i / panels)
        world = make_world(kind, seed * 1_000_003 + i)
        sound = sound and world.sound
        try:
            effect = METHODS[name].estimate(world, seed + i)
        except EvaluationError:
            refused += 1
            continue
        truth = _true(world, effect, summed=METHODS[name].summed)
        truths.append(truth == effect.none)
        held.append(effect.low <= truth <= effect.high)
        shown.append(effect.shown)
        flagged.append(bool(effect.broken))
        errors.append(effect.value - truth)
    tell(f"{name} in {kind}", 1.0)
    low, high = band(0.95, max(len(held), 1))
    covered = float(np.mean(held)) if held else float("nan")
    share = float(np.mean(shown)) if shown else float("nan")
    return EffectsLine(
        name,
        kind,
        len(held),
        refused,
        covered,
        share,
        share if truths and all(truths) else None,
        float(np.mean(flagged)) if flagged else float("nan"),
        low <= covered <= high if sound else None,
        low,
        high,
        (perf_counter() - began) / panels,
        float(np.mean(errors)) if errors else float("nan"),
    )
