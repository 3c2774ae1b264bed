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
        if values.shape[1] >= _FEWEST_FOR_TREND:
            own["trend"] = _trend(values)
        turn = _SEASONS.get(length, 0)
        if turn and values.shape[1] >= 2 * turn:
            own |= _wave(values, turn)
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


def _trend(values: Floats) -> Floats:
    """Give the slope of the straight line through each unit's known figures."""
    known = np.isfinite(values)
    at = np.where(known, np.arange(values.shape[1], dtype=np.float64), np.nan)
    from_middle = np.where(known, at - _mean(at)[:, None], 0.0)
    from_mean = np.where(known, values - _mean(values)[:, None], 0.0)
    spread = (from_middle**2).sum(axis=1)
    slope: Floats = np.divide(
        (from_middle * from_mean).sum(axis=1), spread, out=np.full(len(values), np.nan), where=spread > 0
    )
    return slope


def _wave(values: Floats, turn: int) -> dict[str, Floats]:
    angle = 2 * np.pi * np.arange(values.shape[1]) / turn
    # Without its line first, a trend would be taken for part of a wave.
    middle = np.arange(values.shape[1]) - (values.shape[1] - 1) / 2
    left = values - _mean(values)[:, None] - _trend(values)[:, None] * middle
    return {"season, cosine": 2 * _mean(left * np.cos(angle)), "season, sine": 2 * _mean(left * np.sin(angle))}
