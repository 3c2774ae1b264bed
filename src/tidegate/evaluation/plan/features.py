"""What two units are held to be alike by: how much, whither, in which season, and what else was known of them.

Everything is worked out on the time before the first start, for all units alike.
"""

from dataclasses import dataclass

import numpy as np

from tidegate.evaluation.panel import Floats, Panel

_SEASONS = {"month": 12, "quarter": 4}
_FEWEST_FOR_TREND = 3


@dataclass(frozen=True)
class Features:
    """Figures by which units are held to be alike.

    Args:
        names: Names of the figures, such as `thefts, level`.
        values: Shape (units, figures); not a number where a unit has none.
    """

    names: tuple[str, ...]
    values: Floats


def features(before: Panel, columns: tuple[str, ...], *, length: str = "month") -> Features:
    """Work out the figures of every unit.

    Args:
        before: A panel that holds the time before the first start alone.
        columns: Outcomes that count.
        length: What one period is; seasons are looked at where two years of months or quarters are there.
    Returns:
        For each outcome its level (mean of a period), its level in the last quarter of the time, its trend (change a
        period along a straight line), and the height of its yearly wave in two parts; then the covariates.
    """
    names: list[str] = []
    found: list[Floats] = []
    for column in columns:
        values = before.outcome(column)
        own = {"level": _mean(values), "late level": _mean(values[:, -max(1, values.shape[1] // 4) :])}
        turn = _SEASONS.get(length, 0)
        if values.shape[1] >= _FEWEST_FOR_TREND:
            own |= _fitted(values, turn if turn and values.shape[1] >= 2 * turn else 0)
        names += [f"{column}, {name}" for name in own]
        found += list(own.values())
    names += list(before.covariates)
    found += list(before.covariates.values())
    return Features(tuple(names), np.stack(found, axis=1) if found else np.zeros((len(before.units), 0)))


def _mean(values: Floats) -> Floats:
    known = np.isfinite(values)
    count = known.sum(axis=1)
    mean: Floats = np.divide(
        np.where(known, values, 0.0).sum(axis=1), count, out=np.full(len(values), np.nan), where=count > 0
    )
    return mean


def _fitted(values: Floats, turn: int) -> dict[str, Floats]:
    """Fit a line, and a wave of one turn where there is one, together: else each would take some of the other."""
    at = np.arange(values.shape[1], dtype=np.float64)
    columns = {"level": np.ones(len(at)), "trend": at - at.mean()}
    if turn:
        columns |= {"season, cosine": np.cos(2 * np.pi * at / turn), "season, sine": np.sin(2 * np.pi * at / turn)}
    design = np.stack(list(columns.values()), axis=1)
    weights = np.full((len(columns), len(values)), np.nan)
    known = np.isfinite(values)
    whole = known.all(axis=1)
    if whole.any():
        weights[:, whole] = np.linalg.lstsq(design, values[whole].T, rcond=None)[0]
    for unit in np.flatnonzero(~whole & (known.sum(axis=1) > len(columns))):
        weights[:, unit] = np.linalg.lstsq(design[known[unit]], values[unit, known[unit]], rcond=None)[0]
    return {name: weights[i] for i, name in enumerate(columns) if name != "level"}
