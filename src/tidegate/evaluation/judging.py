"""How far chance reaches: the p value an effect stands for, several judged together, and what could have been seen.

Values in, values out; the sentences about them are told elsewhere.
"""

import math
from collections.abc import Sequence
from statistics import NormalDist

import numpy as np

from tidegate.evaluation.effect import Effect
from tidegate.statistics.multiple import benjamini_hochberg, holm

_POWER = 0.8
"""In how many of ten cases a change should be seen for it to count as one that could be seen."""


def p_of(effect: Effect | None) -> float:
    """Give the p value of an effect; where its method has none, the one its interval stands for.

    Args:
        effect: The effect; None where there is none.
    Returns:
        The p value; not a number where nothing can be told.
    Example:
        >>> round(p_of(Effect("x", "wdd", "difference", "", -19.6, -39.2, 0.0)), 3)
        0.05
    """
    if effect is None:
        return math.nan
    if effect.p is not None:
        return effect.p
    error = _error(effect)
    value = _on_scale(effect, effect.value)
    return math.nan if error is None or value is None else 2 * (1 - NormalDist().cdf(abs(value) / error))


def seen(effect: Effect) -> float | None:
    """Say how large a change would have been shown in four of five cases, read off the width of the interval.

    Args:
        effect: The effect.
    Returns:
        The share; None where it cannot be told. It says what this analysis could see, whatever it saw.
    Example:
        >>> round(seen(Effect("x", "did", "difference", "", -1.0, -2.96, 0.96, without=10.0)), 2)
        0.28
    """
    error = _error(effect)
    if error is None:
        return None
    normal = NormalDist()
    least = (normal.inv_cdf((1 + effect.level) / 2) + normal.inv_cdf(_POWER)) * error
    if effect.scale == "ratio":
        return 1 - math.exp(-least)
    if effect.without is None or not math.isfinite(effect.without) or effect.without <= 0:
        return None
    return float(least / effect.without)


def _on_scale(effect: Effect, value: float) -> float | None:
    if effect.scale == "difference":
        return float(value)
    return math.log(value) if value > 0 else None


def _error(effect: Effect) -> float | None:
    """Give half the width of the interval in units of a normal error, on the scale on which it is even."""
    low, high = _on_scale(effect, effect.low), _on_scale(effect, effect.high)
    if low is None or high is None or not (math.isfinite(low) and math.isfinite(high) and low < high):
        return None
    return (high - low) / 2 / NormalDist().inv_cdf((1 + effect.level) / 2)


def adjusted(ps: Sequence[float], rule: str) -> list[float | None]:
    """Allow for how many outcomes were looked at.

    Args:
        ps: Their p values; not a number where there is none.
        rule: `holm`, `bonferroni`, `benjamini-hochberg` or `none`.
    Returns:
        The adjusted values; None where there is no p value, where there is one outcome, or where nothing is adjusted.
    Example:
        >>> adjusted([0.01, 0.04], "bonferroni"), adjusted([0.01], "holm")
        ([0.02, 0.08], [None])
    """
    values = np.asarray(ps, dtype=np.float64)
    if len(values) < 2 or rule == "none":
        return [None] * len(values)
    known = np.isfinite(values)
    if rule == "bonferroni":
        made = np.minimum(values * known.sum(), 1.0)
    elif rule == "benjamini-hochberg":
        made = np.full(len(values), np.nan)
        made[known] = benjamini_hochberg(values[known])
    else:
        made = holm(values)
    return [float(p) if ok else None for p, ok in zip(made, known, strict=True)]
