"""What is tried against a difference-in-differences, one check after the other."""

from collections.abc import Sequence

import numpy as np

from tidegate.evaluation.effect import Check
from tidegate.evaluation.effects.cells import OUT, Summing
from tidegate.evaluation.effects.fitting import Fitted, reading_of
from tidegate.evaluation.effects.influence import estimate
from tidegate.evaluation.effects.leave_one_out import leave_one_out, leave_one_out_check, parts_of
from tidegate.evaluation.effects.nearness import nearness_check
from tidegate.evaluation.effects.placebos import no_place_check, no_time_check, place_check, time_check
from tidegate.evaluation.effects.pre_trends import pre_trend_check
from tidegate.evaluation.effects.sensitivity import block_contrasts, drifting, sensitivity_check
from tidegate.evaluation.panel import Floats


def checks_of(fit: Fitted, interval: tuple[float, float], p: float, seed: int) -> tuple[Check, ...]:
    """Try everything against an estimate.

    Args:
        fit: What was estimated.
        interval: Low and high end of the overall effect.
        p: Its p value.
        seed: What draws start from.
    Returns:
        Pre-trend, placebo in time, placebo in place, leave one out, sensitivity, and nearness where it is asked for.
    """
    claimed = not interval[0] <= 0 <= interval[1] and bool(np.isfinite(interval).all()) and p < 1 - fit.options.level
    parts = parts_of(fit.cells, fit.panel.units, fit.panel.periods, fit.panel.clusters, _pull(fit))
    without = leave_one_out(fit.plain, parts, fit.options.aggregation)
    plain = float(fit.values[0])
    made = [
        *_before_checks(fit),
        _place(fit, claimed),
        leave_one_out_check(plain, parts, without, claimed=claimed),
        _sensitivity(fit),
    ]
    if fit.options.near_m is not None:
        made.append(
            nearness_check(
                fit.panel, fit.outcome, reading_of(fit.options), fit.options.near_m, draws=fit.options.draws, seed=seed
            )
        )
    return tuple(made)


def _before_checks(fit: Fitted) -> Sequence[Check]:
    value = float(fit.values[0])
    if fit.found_before is None:
        return [pre_trend_check((), fit.found, None, effect=value, span=0), no_time_check()]
    moved = fit.before[-1].name == "never started"
    asked = fit.before[:-1] if moved else fit.before
    since = fit.cells.since
    span = float(since[since >= 0].mean() - since[fit.cells.before].mean())
    made = [pre_trend_check(asked, fit.found_before, fit.drawn_before, effect=value, span=span)]
    if not moved:
        return [*made, no_time_check()]
    low, high, p = (float(end[-1]) for end in fit.found_before.intervals(fit.options.level))
    estimated = float(fit.found_before.values[-1])
    if fit.drawn_before is not None:
        drawn = fit.drawn_before
        away = (drawn.values - value * drawn.taken) / drawn.noise * drawn.own
        p = float((1 + (np.abs(away[:, -1]) >= abs(estimated) - 1e-12).sum()) / (1 + len(away)))
        reach = float(np.quantile(np.abs(away[:, -1]), fit.options.level, method="higher"))
        low, high = estimated - reach, estimated + reach
    return [*made, time_check(estimated, low, high, p)]


def _place(fit: Fitted, claimed: bool) -> Check:
    if fit.drawn is None:
        return no_place_check()
    p = float(fit.drawn.p(fit.values)[0])
    scaled = fit.drawn.values[:, 0] / fit.drawn.noise[:, 0] * fit.drawn.own[0]
    return place_check(float(fit.values[0]), scaled, p, claimed=claimed, level=fit.options.level)


def _sensitivity(fit: Fitted) -> Check:
    cells = fit.plain.cells.read(base="mean")
    earlier, later = block_contrasts(cells)
    if len(earlier) < 2:
        return sensitivity_check(None)
    found = estimate(Summing(cells), [*earlier, *later], clusters=fit.panel.clusters)[0]
    sizes = np.array([contrast.weights(cells.sizes).astype(bool).sum() for contrast in later], dtype=np.float64)
    sizes /= sizes.sum()
    n = len(earlier)
    weights = np.concatenate([np.zeros(n - 1), [-1.0], sizes])
    low, high, _ = found.combined(weights).intervals(fit.options.level)
    reach = float(high[0] - low[0]) / 2
    return sensitivity_check(drifting(found.values[:n], found.values[n:], sizes, reach))


def _pull(fit: Fitted) -> Floats:
    pull = np.zeros(len(fit.cells.labels))
    if len(fit.found.influence) == int((fit.cells.labels != OUT).sum()):
        pull[fit.cells.labels != OUT] = fit.found.influence[:, 0]
    return pull
