"""What a synthetic control is worked out on: who is treated since when, who may give weight, and what must fit.

A study is the panel cut to what can be used; from it come the gap between a unit and its synthetic double, for the
treated and in the same way for every donor that plays the treated one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tidegate.errors import PanelError
from tidegate.evaluation.effects.admission import admit, whole_periods, without_the_missing
from tidegate.evaluation.effects.synthetic_weights import predictor_weights, simplex_weights
from tidegate.evaluation.panel import Floats, Ints, Panel


@dataclass(frozen=True)
class Predictor:
    """One trait on which the synthetic double should resemble the treated unit.

    Args:
        name: Name of a covariate or of another outcome of the panel.
        periods: Labels of the periods whose mean is taken; empty for all before the first start. Of a covariate,
            which has one value per unit, none.
    """

    name: str
    periods: tuple[str, ...] = ()


@dataclass(frozen=True)
class Study:
    """The part of a panel that a synthetic control uses.

    Args:
        units: Names of all units of the panel.
        periods: Labels of the used periods.
        values: The outcome, shape (units, used periods).
        treated: Places of the treated units.
        starts: For each of them, the place of its start among the used periods.
        donors: Places of the units that may give weight.
        fits: Which used periods should fit, where they lie before a start.
        traits: Predictors, shape (units, predictors); None for outcomes alone.
        searches: Starts of the search for importances.
        seed: Seed of that search.
    """

    units: tuple[str, ...]
    periods: tuple[str, ...]
    values: Floats
    treated: Ints
    starts: Ints
    donors: Ints
    fits: Floats
    traits: Floats | None
    searches: int
    seed: int


@dataclass(frozen=True)
class Gap:
    """How far a unit lies from its synthetic double.

    Args:
        unit: Place of the unit.
        start: Place of its start.
        donors: Places of the donors.
        weights: Their weights.
        path: Gap in each used period.
        importances: Weight of each predictor; empty for outcomes alone.
    """

    unit: int
    start: int
    donors: Ints
    weights: Floats
    path: Floats
    importances: Floats

    @property
    def effect(self) -> float:
        """Mean gap since the start."""
        return float(self.path[self.start :].mean())

    @property
    def before(self) -> float:
        """Root of the mean squared gap before the start."""
        return float(np.sqrt((self.path[: self.start] ** 2).mean()))

    @property
    def after(self) -> float:
        """Root of the mean squared gap since the start."""
        return float(np.sqrt((self.path[self.start :] ** 2).mean()))


def lay_out(
    panel: Panel,
    outcome: str,
    *,
    predictors: Sequence[Predictor],
    fit: tuple[str, str] | None,
    donors: Sequence[str],
    searches: int,
    seed: int,
) -> tuple[Study, tuple[str, ...]]:
    """Cut a panel to what a synthetic control can use.

    Args:
        panel: The panel.
        outcome: Name of the outcome.
        predictors: Traits to match; empty for the outcome's own path alone.
        fit: First and last period that should fit; None for all before the start.
        donors: Names of the units that may give weight; empty for all without the measure.
        searches: Starts of the search for importances.
        seed: Seed of that search.
    Returns:
        The study, and warnings.
    Raises:
        PanelError: The panel cannot be used for it, or a name is not in it.
    """
    warnings = admit(panel, outcome)
    values = panel.outcome(outcome)
    treated = np.flatnonzero(panel.treated)
    kept, gaps = whole_periods(panel, values, treated)
    starts = np.searchsorted(kept, panel.start[treated])
    if (starts < 2).any() or (starts >= len(kept)).any():
        raise PanelError(
            where=outcome,
            what="a treated unit has under two periods before its start, or none since, in which it has a value",
            mend="complete its series, or leave the unit out of the plan",
        )
    allowed = _named(panel, donors) if donors else np.flatnonzero(~panel.treated)
    allowed = allowed[~panel.treated[allowed]]
    traits = _traits(panel, predictors, int(panel.start[treated].min())) if predictors else None
    if traits is not None:
        allowed, untold = _told(panel, traits, treated, allowed)
        gaps += untold
    allowed, missing = without_the_missing(panel, values[:, kept], allowed)
    if len(allowed) < 2:
        raise PanelError(
            where=outcome, what="there is only one donor", mend="give two or more units without the measure"
        )
    periods = tuple(panel.periods[i] for i in kept)
    study = Study(
        panel.units, periods, values[:, kept], treated, starts, allowed, _window(panel, kept, fit), traits,
        searches, seed,
    )  # fmt: skip
    return study, (*warnings, *gaps, *missing)


def gap_of(study: Study, unit: int, start: int, donors: Ints) -> Gap:
    """Build the synthetic double of a unit from donors, and its gap.

    Args:
        study: The study.
        unit: Place of the unit.
        start: Place of the period since which it does not have to fit.
        donors: Places of the donors.
    """
    fits = np.flatnonzero(study.fits[:start])
    if len(fits) < 2:
        fits = np.arange(start)
    importances: Floats = np.zeros(0)
    if study.traits is None:
        weights = simplex_weights(study.values[donors][:, fits].T, study.values[unit, fits])
    else:
        weights, importances = predictor_weights(
            study.traits, study.values[:, fits], treated=unit, donors=donors, starts=study.searches, seed=study.seed
        )
    path = study.values[unit] - weights @ study.values[donors]
    return Gap(unit, start, donors, weights, path, importances)


def _named(panel: Panel, names: Sequence[str]) -> Ints:
    places = {name: i for i, name in enumerate(panel.units)}
    strange = [name for name in names if name not in places]
    if strange:
        raise PanelError(
            where="donors",
            what=f"the panel has no unit {', '.join(strange[:5])}",
            mend="use the names of units as they stand in the panel",
        )
    return np.array([places[name] for name in names], dtype=np.int64)


def _window(panel: Panel, kept: Ints, fit: tuple[str, str] | None) -> Floats:
    if fit is None:
        return np.ones(len(kept))
    first, last = (_place(panel, label) for label in fit)
    return ((kept >= first) & (kept <= last)).astype(np.float64)


def _place(panel: Panel, label: str) -> int:
    if label not in panel.periods:
        raise PanelError(
            where="options", what=f"the panel has no period {label}", mend=f"write it as {panel.periods[0]} is written"
        )
    return panel.periods.index(label)


def _traits(panel: Panel, predictors: Sequence[Predictor], start: int) -> Floats:
    columns: list[Floats] = []
    for each in predictors:
        if each.name in panel.covariates and not each.periods:
            columns.append(panel.covariates[each.name])
            continue
        places = [_place(panel, label) for label in each.periods] or list(range(start))
        cells = panel.outcome(each.name)[:, places]
        known = np.asarray(np.isfinite(cells))
        total = np.where(known, cells, 0.0).sum(axis=1)
        columns.append(np.divide(total, known.sum(axis=1), out=np.full(len(cells), np.nan), where=known.any(axis=1)))
    return np.column_stack(columns)


def _told(panel: Panel, traits: Floats, treated: Ints, donors: Ints) -> tuple[Ints, tuple[str, ...]]:
    whole = np.asarray(np.isfinite(traits).all(axis=1))
    if not whole[treated].all():
        raise PanelError(
            where="predictors",
            what="a treated unit has no value of a predictor",
            mend="give the value, name other periods, or leave the predictor out",
        )
    lost = [panel.units[i] for i in donors if not whole[i]]
    if len(lost) == len(donors):
        raise PanelError(
            where="predictors",
            what="no donor has a value of every predictor",
            mend="name the periods in which the predictors are known",
        )
    warn = (f"{len(lost)} donors lack a value of a predictor and are left out: {', '.join(lost[:5])}.",) if lost else ()
    return donors[whole[donors]], warn
