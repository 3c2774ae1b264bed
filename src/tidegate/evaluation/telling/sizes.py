"""How large an effect is, in words: as a share, in its unit, in counts, with the ends of its interval."""

import numpy as np

from tidegate.documents import words as w
from tidegate.evaluation.effect import Effect
from tidegate.evaluation.telling.concluding import Asked
from tidegate.evaluation.telling.words import amount, per_text, percent, say


def tell_size(effect: Effect, value: float, language: str) -> str:
    """Tell a value as a fall or a rise: as a share where one can be told, else in its unit.

    Args:
        effect: The effect whose scale and unit the value has.
        value: The value.
        language: `en` or `nl`.
    Example:
        >>> tell_size(Effect("x", "did", "ratio", "", 0.76, 0.6, 0.9), 0.76, "en").replace(chr(160), " ")
        'a fall of 24 %'
    """
    change = value - effect.none
    if change == 0:
        return say("nought", language)
    name = "fall" if change < 0 else "rise"
    return say(name, language, size=_bare(effect, value, language))


def _bare(effect: Effect, value: float, language: str) -> str:
    if effect.share is None:
        return f"{amount(value - effect.none, language)} {per_text(effect.per, language)}".strip()
    return percent(_as_share(effect, value), language)


def _as_share(effect: Effect, value: float) -> float:
    if effect.scale == "ratio":
        return value - 1
    assert effect.without, "whoever asks for a share has one"
    return value / effect.without


def tell_interval(effect: Effect, language: str) -> str:
    """Tell an interval with its coverage.

    Args:
        effect: The effect.
        language: `en` or `nl`.
    """
    return say("interval", language, level=tell_level(effect, language), range=tell_ends(effect, language))


def tell_level(effect: Effect, language: str) -> str:
    """Tell the coverage of an interval.

    Args:
        effect: The effect.
        language: `en` or `nl`.
    """
    return w.share(effect.level, language, digits=0 if abs(round(effect.level, 2) - effect.level) < 1e-9 else 1)


def tell_ends(effect: Effect, language: str) -> str:
    """Tell both ends of an interval: as sizes where they lie on one side of none, smallest first; else both ways.

    Args:
        effect: The effect.
        language: `en` or `nl`.
    """
    low, high = effect.low, effect.high
    if (low - effect.none) * (high - effect.none) > 0:
        both = sorted((low, high), key=lambda end: abs(end - effect.none))
        return say("same_way", language, low=_bare(effect, both[0], language), high=_bare(effect, both[1], language))
    return say("both_ways", language, low=tell_size(effect, low, language), high=tell_size(effect, high, language))


def tell_counts(effect: Effect, asked: Asked, language: str) -> str:
    """Tell the size in counts beside the share.

    Args:
        effect: The effect.
        asked: What was asked of it.
        language: `en` or `nl`.
    Returns:
        A part of a sentence; empty where it cannot be told, or already was.
    """
    numbers = as_difference(effect)
    if numbers is None or effect.share is None or not all(np.isfinite(numbers)):
        return ""
    whole = asked.count and asked.cells is not None and "per unit and" in effect.per
    times = asked.cells if whole and asked.cells is not None else 1
    value, low, high = (n * times for n in numbers)
    per = per_text(effect.per, language)
    if low < 0 < high:
        name = "in_all_both" if whole else "in_units_both"
        less = say("fewer" if asked.count else "less", language)
        return say(name, language, low=amount(low, language), high=amount(high, language), per=per, less=less)
    both = sorted((abs(low), abs(high)))
    more = say("more" if value >= 0 else "fewer" if asked.count else "less", language)
    return say("in_all" if whole else "in_units", language, value=amount(value, language), more=more,
               low=amount(both[0], language), high=amount(both[1], language), per=per)  # fmt: skip


def as_difference(effect: Effect) -> tuple[float, float, float] | None:
    """Give an effect in counts: as it is, or a ratio times what would have been.

    Args:
        effect: The effect.
    Returns:
        Value, low and high in the unit of `Effect.per`; None where a ratio has nothing to be a ratio of.
    Example:
        >>> as_difference(Effect("x", "did", "ratio", "incidents", 0.75, 0.5, 1.0, without=40.0))
        (-10.0, -20.0, 0.0)
    """
    if effect.scale == "difference":
        return effect.value, effect.low, effect.high
    if effect.without is None or not np.isfinite(effect.without) or effect.without <= 0:
        return None
    value, low, high = ((n - 1) * effect.without for n in (effect.value, effect.low, effect.high))
    return value, low, high
