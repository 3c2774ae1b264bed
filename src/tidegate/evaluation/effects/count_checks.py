"""What is tried against a ratio of counts: the time before, a start that never was, other places, one unit less."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from scipy import stats

from tidegate.errors import EvaluationError
from tidegate.evaluation.effect import Check
from tidegate.evaluation.effects.multiplying import fit_levels
from tidegate.evaluation.effects.permuting import assignments
from tidegate.evaluation.effects.placebos import no_place_check, no_time_check, place_check, time_check
from tidegate.evaluation.effects.ratios import Ratio, ratio_of, sums_of
from tidegate.evaluation.panel import Floats, Panel

BORDER = 0.05
"""P value below which the time before the start is said to differ."""

LEAST_BEFORE = 6
"""Periods before the start that are needed to tell a slope from chance."""

BEND = 12
"""Periods before the start in which a fall or rise of its own is looked for, at most: a year of months."""

LEAST_LEFT = 0.5
"""Share of a claimed effect (of its logarithm) that must remain without any one unit."""

MOST_LEFT_OUT = 60
"""Units that are left out one by one at most; of more, none can carry an effect alone."""

CELLS_AT_ONCE = 20_000_000


def alike_before(panel: Panel, outcome: str, *, anticipation: int = 0) -> Check:
    """Judge whether treated and comparison units moved by the same percentages before the first start.

    Args:
        panel: The panel.
        outcome: Name of the outcome.
        anticipation: Periods before the start that are left out.
    Returns:
        The check; its figure is a p value: the least of a steady drift, a late turn and a bend, three times.
    """
    name = "Same movement before the start"
    first = int(panel.start[panel.treated].min()) - anticipation
    counts = panel.outcome(outcome)[:, : max(first, 0)]
    known = np.isfinite(counts).all(axis=1)
    treated, others = counts[panel.treated & known].sum(axis=0), counts[~panel.treated & known].sum(axis=0)
    if first < LEAST_BEFORE or not len(treated) or treated.sum() < LEAST_BEFORE or others.sum() < LEAST_BEFORE:
        says = "There are too few periods or events before the start to test whether the units moved alike."
        return Check("pre-trend", name, None, says)
    y = np.log((treated + 0.5) / (others + 0.5))
    weight = 1 / (1 / (treated + 0.5) + 1 / (others + 0.5))
    at = np.arange(first, dtype=np.float64)
    # A measure is often called for by what has just risen or fallen: a drift all along, a turn of late, a bend.
    shapes = {
        "steady drift per period": at,
        "late turn": (at >= first - max(2, first // 4)).astype(np.float64),
        "bend per period": np.maximum(0.0, at - (first - min(BEND, first // 2))),
    }
    fits = [_slope(y, weight, shape) for shape in shapes.values()]
    p = min(1.0, len(fits) * min(fit[2] for fit in fits))
    slope_se = fits[0][1]
    table = pa.table(
        {"what": list(shapes), **dict(zip(("log ratio", "se", "p"), zip(*fits, strict=True), strict=True))}
    )  # fmt: skip
    head = (
        f"Before the start treated and comparison units moved apart (p {p:.3f})"
        if p < BORDER
        else f"Before the start no difference in movement was found (p {p:.3f}), which does not show that there is none"
    )
    missed = np.expm1(2.8 * slope_se * len(panel.periods) / 2)
    says = f"{head}; a steady drift that would feign an effect of up to {missed:.0%} would often be missed."
    return Check("pre-trend", name, p >= BORDER, says, p, BORDER, table)


def fake_start(panel: Panel, outcome: str, *, anticipation: int, beside: Ratio, level: float) -> Check:
    """Move the start into the time before it, where nothing can be found.

    Args:
        panel: The panel.
        outcome: Name of the outcome.
        anticipation: Periods before the start that are left out.
        beside: The real ratio, whose drift of places counts here as well.
        level: Coverage of the interval.
    """
    first = int(panel.start[panel.treated].min()) - anticipation
    if first < 4:
        return no_time_check()
    middle = first // 2
    pretended = replace(panel.between(0, first), start=np.where(panel.treated, middle, -1))
    try:
        found = ratio_of(pretended, outcome)
    except EvaluationError:
        return no_time_check()
    found = replace(found, drift=beside.drift, freedom=beside.freedom)
    return time_check(found.value, *found.interval(level), found.p)


def other_places(
    panel: Panel, outcome: str, value: float, *, draws: int, seed: int, claimed: bool, level: float
) -> Check:  # fmt: skip
    """Give the starts to other units.

    Args:
        panel: The panel.
        outcome: Name of the outcome.
        value: The real ratio.
        draws: Other assignments; all there are where these are no more.
        seed: What chance starts from.
        claimed: Whether the interval leaves no effect out.
        level: Its coverage.
    """
    if not draws:
        return no_place_check()
    counts = panel.outcome(outcome)
    # A unit that never has the measure has a start after the data end here.
    real = np.where(panel.treated, panel.start, len(panel.periods))
    starts, _every = assignments(real, panel.clusters, draws=draws, seed=seed)
    logs, noise = _placebos(counts, panel.exposure, np.vstack([real[None], starts]))
    own = abs(logs[0]) / noise[0]
    usable = np.isfinite(logs[1:])
    reach = np.abs(logs[1:][usable]) / noise[1:][usable]
    if not len(reach):
        return no_place_check()
    p = (1 + int((reach >= own - 1e-9).sum())) / (1 + len(reach))
    return place_check(value, np.exp(logs[1:][usable]), p, claimed=claimed, level=level)


def one_left_out(panel: Panel, outcome: str, value: float, *, anticipation: int, claimed: bool) -> Check:
    """Leave units out one by one.

    Args:
        panel: The panel.
        outcome: Name of the outcome.
        value: The ratio with all of them.
        anticipation: Periods before the start that are left out.
        claimed: Whether an effect is claimed at all.
    """
    name = "One unit left out"
    kinds, names, found = [], [], []
    for kind, marks in (("treated", panel.treated), ("comparison", ~panel.treated)):
        if not 2 <= marks.sum() <= MOST_LEFT_OUT:
            continue
        for unit in np.flatnonzero(marks):
            try:
                rest = panel.pick(np.arange(len(marks)) != unit)
                observed, without, _ = sums_of(rest, outcome, anticipation=anticipation)
            except EvaluationError:
                continue
            kinds.append(kind)
            names.append(panel.units[unit])
            found.append(observed / without)
    if not found:
        return Check("leave one out", name, None, "Nothing can be left out: too little, or too much, would remain.")
    ratios = np.array(found)
    worst = int(np.argmax(np.abs(np.log(np.maximum(ratios, 1e-9)) - np.log(max(value, 1e-9)))))
    left = float(np.log(max(ratios[worst], 1e-9)) / np.log(value)) if value > 0 and value != 1 else 1.0
    says = f"Without {kinds[worst]} {names[worst]} the ratio moves furthest, from {value:.3f} to {ratios[worst]:.3f}."
    table = pa.table({"kind": kinds, "left out": names, "value": ratios})
    holds = not claimed or left >= LEAST_LEFT
    return Check("leave one out", name, holds, says, left if claimed else None, LEAST_LEFT if claimed else None, table)


def _slope(y: Floats, weight: Floats, x: Floats) -> tuple[float, float, float]:
    """Slope of a weighted line, its standard error (no less than that of Poisson counts) and p value."""
    mean = float(weight @ x / weight.sum())
    sxx = float(weight @ (x - mean) ** 2)
    level = float(weight @ y / weight.sum())
    slope = float(weight @ ((x - mean) * (y - level)) / sxx)
    off = y - level - slope * (x - mean)
    freedom = len(y) - 2
    se = float(np.sqrt(max(1.0, float(weight @ off**2) / freedom) / sxx))
    return slope, se, float(2 * stats.t.sf(abs(slope) / se, freedom))


def _placebos(
    counts: Floats, exposure: Floats | None, starts: npt.NDArray[np.int64]
) -> tuple[Floats, Floats]:  # fmt: skip
    """Logarithm of the ratio under each assignment of starts, and the noise that its counts let expect."""
    periods = np.arange(counts.shape[1])
    logs, noise = np.full(len(starts), np.nan), np.full(len(starts), np.nan)
    step = max(1, CELLS_AT_ONCE // counts.size)
    for at in range(0, len(starts), step):
        these = starts[at : at + step]
        free = periods < these[:, :, None]
        levels = fit_levels(np.broadcast_to(counts, (len(these), *counts.shape)), free, exposure)
        under = ~free & np.isfinite(counts)
        observed = np.where(under, counts, 0.0).sum(axis=(1, 2))
        without = np.where(under, levels.expected, 0.0).sum(axis=(1, 2))
        fine = without > 0
        logs[at : at + step][fine] = np.log(np.maximum(observed[fine], 0.5) / without[fine])
        noise[at : at + step][fine] = np.sqrt(1 / np.maximum(observed[fine], 0.5) + 1 / without[fine])
    return logs, noise
