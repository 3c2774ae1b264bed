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

_SORTED = 2_000
"""Units up to which sorting random numbers is the quicker way to draw."""

_NORMAL = 1.959963984540054


def contrast(panel: Panel, outcome: str, seed: int) -> Effect:
    """Hold the change of the units of the measure against that of the others.

    Args:
        panel: A panel with units of the measure and others.
        outcome: Column of the outcome.
        seed: Seed of the shuffles.
    Returns:
        The difference in mean change per unit and period. Its p value is the share of shuffles of the starts that
        are as far out; its 95 % interval reaches as far to each side as 95 % of them.
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
    dealt = _dealt(len(panel.units), len(treated), random)
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


def _dealt(units: int, treated: int, random: np.random.Generator) -> Ints:
    """Draw the units of the measure anew, each draw without putting back; shape (shuffles, treated)."""
    if units <= _SORTED:
        drawn: Ints = random.random((SHUFFLES, units)).argsort(axis=1)[:, :treated]
        return drawn
    return np.stack([random.choice(units, treated, replace=False) for _ in range(SHUFFLES)])


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
