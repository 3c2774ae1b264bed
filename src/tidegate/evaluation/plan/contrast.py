"""Two quick ways to an effect, for simulation: thousands of runs of them take seconds.

They stand in where a plan's own method is too slow to be run on thousands of panels. `contrast` holds the change of
the units of the measure against that of the others, and deals out the starts anew for its p value; `step` looks for a
step in the sum of the units of the measure, where there is nothing to compare with.
"""

import numpy as np

from tidegate.errors import PanelError
from tidegate.evaluation.effect import Effect
from tidegate.evaluation.panel import Floats, Ints, Panel
from tidegate.evaluation.plan.comparing import Marks

SHUFFLES = 199
"""Times the starts are dealt out anew."""

_ALL = 60
"""Units up to which the starts are dealt out among all; with more, among those of like level. A busy place moves more
than a quiet one, and held against thousands of quiet ones each of its months would look like an effect."""

_SEATS = 20
"""Units of like level to either side, at least; a twentieth of all where that is more."""

_AGAIN = 20

_NORMAL = 1.959963984540054


def contrast(panel: Panel, outcome: str, seed: int) -> Effect:
    """Hold the change of the units of the measure against that of the others.

    Args:
        panel: A panel with units of the measure and others.
        outcome: Column of the outcome.
        seed: Seed of the shuffles.
    Returns:
        The difference in mean change per unit and period. Its p value is the share of shuffles of the starts (among
        units of like level, where there are many) that are as far out; its 95 % interval reaches as far to each
        side as 95 % of them.
    Raises:
        PanelError: No unit gets the measure, or every one does.
    Source:
        Bertrand, Duflo and Mullainathan (2004), Quarterly Journal of Economics 119, 249-275,
        doi:10.1162/003355304772839588, section IV.B (placebo laws dealt out at random).
    """
    treated = np.flatnonzero(panel.treated)
    others = len(panel.units) - len(treated)
    if not len(treated) or not others:
        raise PanelError(
            where=outcome,
            what=f"{len(treated)} units have the measure and {others} do not",
            mend="give at least one of each",
        )
    starts, cohort = np.unique(panel.start[treated], return_inverse=True)
    changes = _changes(panel.outcome(outcome), starts)
    known: Marks = np.asarray(np.isfinite(changes).all(axis=1))
    changes = np.where(known[:, None], changes, 0.0)
    value = float(_statistic(changes, known, treated[None, :], cohort)[0])
    random = np.random.default_rng(seed)
    dealt = _dealt(_level(panel.outcome(outcome)[:, : int(starts[0])]), treated, random)
    by_chance = np.abs(_statistic(changes, known, dealt, cohort))
    reach = float(np.quantile(by_chance, 0.95, method="higher"))
    p = (1 + int((by_chance >= abs(value) - 1e-12).sum())) / (SHUFFLES + 1)
    under = panel.outcome(outcome)[panel.under]
    observed = float(np.nanmean(under)) if np.isfinite(under).any() else np.nan
    return Effect(
        outcome, "contrast", "difference", "per unit and period", value, value - reach, value + reach, p=p,
        p_by="permutation", without=observed - value, observed=observed, treated=len(treated), comparison=others,
        before=int(starts[0]), after=len(panel.periods) - int(starts[0]),
        rests_on=("Without the measure both groups would have changed alike, but for chance.",),
    )  # fmt: skip


def _level(values: Floats) -> Floats:
    known = np.isfinite(values)
    level: Floats = np.where(known, values, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    return level


def _dealt(level: Floats, treated: Ints, random: np.random.Generator) -> Ints:
    """Draw the units of the measure anew, each draw without putting back; shape (shuffles, treated)."""
    units = len(level)
    if units <= _ALL:
        drawn: Ints = random.random((SHUFFLES, units)).argsort(axis=1)[:, : len(treated)]
        return drawn
    order = np.argsort(level, kind="stable")
    seat = np.empty(units, dtype=np.int64)
    seat[order] = np.arange(units)
    reach = max(_SEATS, units // 20, len(treated))
    seats = _near(seat[treated], reach, units, random)
    for _ in range(_AGAIN):
        twice = _repeated(seats)
        if not twice.any():
            break
        seats = np.where(twice, _near(seat[treated], reach, units, random), seats)
    dealt: Ints = order[seats]
    return dealt


def _near(seat: Ints, reach: int, units: int, random: np.random.Generator) -> Ints:
    """Draw a seat within reach of each; who would fall off an end sits as far from it on the inside."""
    moved = np.abs(seat + random.integers(-reach, reach + 1, (SHUFFLES, len(seat))))
    found: Ints = np.clip(np.where(moved >= units, 2 * (units - 1) - moved, moved), 0, units - 1)
    return found


def _repeated(seats: Ints) -> Marks:
    """Mark seats that another unit of the same draw has before it."""
    order = np.argsort(seats, axis=1, kind="stable")
    held = np.take_along_axis(seats, order, axis=1)
    again = np.zeros(seats.shape, dtype=np.bool_)
    np.put_along_axis(again, order[:, 1:], held[:, 1:] == held[:, :-1], axis=1)
    return again


def _changes(values: Floats, starts: Ints) -> Floats:
    """Give the change of each unit at each start: mean from it on, less mean before; shape (units, starts)."""
    known = np.isfinite(values)
    sums = np.pad(np.where(known, values, 0.0).cumsum(axis=1), ((0, 0), (1, 0)))
    counts = np.pad(known.cumsum(axis=1), ((0, 0), (1, 0)))
    with np.errstate(invalid="ignore", divide="ignore"):
        before = sums[:, starts] / counts[:, starts]
        after = (sums[:, -1:] - sums[:, starts]) / (counts[:, -1:] - counts[:, starts])
    changed: Floats = after - before
    return changed


def _statistic(
    changes: Floats,
    known: Marks,
    dealt: Ints,
    cohort: Ints,
) -> Floats:
    """Weigh the cohorts by their units: what each changed, less what all without the measure changed."""
    total, units = changes.sum(axis=0), float(known.sum())
    found = np.zeros(len(dealt))
    marks = known[dealt]
    for number in range(changes.shape[1]):
        mine = cohort == number
        own = changes[dealt[:, mine], number].sum(axis=1) / np.maximum(marks[:, mine].sum(axis=1), 1)
        rest = total[number] - changes[dealt, number].sum(axis=1)
        found += mine.sum() / len(cohort) * (own - rest / np.maximum(units - marks.sum(axis=1), 1))
    return found


def step(panel: Panel, outcome: str, seed: int) -> Effect:  # noqa: ARG001 - every method is called alike
    """Look for a step in the mean of the units of the measure, beside a straight trend and the seasons.

    Args:
        panel: A panel; units without the measure are not looked at.
        outcome: Column of the outcome.
        seed: Not used; nothing is drawn.
    Returns:
        The height of the step per unit and period, its 95 % interval widened for what neighbouring periods share.
    Raises:
        PanelError: There are too few periods for a trend and a step.
    Source:
        Wagner, Soumerai, Zhang and Ross-Degnan (2002), Journal of Clinical Pharmacy and Therapeutics 27, 299-309,
        doi:10.1046/j.1365-2710.2002.00430.x (segmented regression).
    """
    treated = panel.treated
    series = np.nanmean(panel.outcome(outcome)[treated], axis=0) if treated.any() else np.array([])
    at = np.arange(len(series))
    columns = [np.ones(len(series)), at, panel.under[treated].mean(axis=0) if treated.any() else at]
    if len(series) >= 24 and "-" in panel.periods[0][1:]:
        # One wave a year takes up most of the seasons and costs two figures, where a figure a month would cost eleven.
        turn = 2 * np.pi * at / (4 if "Q" in panel.periods[0] else 12)
        columns += [np.sin(turn), np.cos(turn)]
    design = np.stack(columns, axis=1)
    if len(series) < design.shape[1] + 3 or not np.isfinite(series).all():
        raise PanelError(
            where=outcome,
            what=f"its series has {int(np.isfinite(series).sum())} periods with figures",
            mend="give a longer series without a gap",
        )
    weights, *_ = np.linalg.lstsq(design, series, rcond=None)
    left = series - design @ weights
    spread = float(left @ left) / (len(series) - design.shape[1]) * np.linalg.pinv(design.T @ design)[2, 2]
    share = float(np.clip(left[1:] @ left[:-1] / max(float(left @ left), 1e-12), 0.0, 0.9))
    se = float(np.sqrt(spread * (1 + share) / (1 - share)))
    value, observed = float(weights[2]), float(series[panel.under[treated].any(axis=0)].mean())
    return Effect(
        outcome, "step", "difference", "per unit and period", value, value - _NORMAL * se, value + _NORMAL * se, se=se,
        without=observed - value, observed=observed, treated=int(treated.sum()),
        rests_on=("Without the measure the straight trend and the seasons would have gone on.",),
    )  # fmt: skip
