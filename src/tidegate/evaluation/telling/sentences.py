"""What may be said of an effect, in plain words and no stronger than it was shown.

A sentence says that a measure did something only where the interval leaves none out, the p value agrees (after
allowing for the other outcomes), and no check broke. Everything else is "not shown", which is not "no effect". What
an estimator wrote in its own words is never quoted here: only figures and kinds of checks are taken from an effect.
"""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from tidegate.documents import words as w
from tidegate.evaluation.effect import Check, Effect
from tidegate.evaluation.telling.words import amount, has, per_text, percent, say

Expected = Literal["down", "up"]
Verdict = Literal["shown", "shown against", "not shown", "not estimated"]
Reason = Literal["interval", "no interval", "p", "adjusted p", "check"]

_ROUGHLY = 100.0
"""Times as many places beyond which "how many more" says nothing."""


@dataclass(frozen=True)
class Asked:
    """What a plan asked of an outcome, and what is known around its estimate.

    Args:
        label: What the outcome is called, as it stands within a sentence.
        expected: Which way it was meant to go; None where the plan does not say.
        matters: Smallest change that would matter, as a share, above 0; None where not given.
        seen: Smallest change that could have been seen, as a share; None where not computed.
        p: p value that allows for all outcomes; None where there is one outcome or none could be told.
        outcomes: How many outcomes were looked at together.
        cells: Units times periods under the measure, so that a total can be told; None where it is not known.
        count: Whether it counts things; of a measure one has less, not fewer.
        refused: Why there is no estimate, a sentence; empty where there is one.
    """

    label: str
    expected: Expected | None = None
    matters: float | None = None
    seen: float | None = None
    p: float | None = None
    outcomes: int = 1
    cells: int | None = None
    count: bool = True
    refused: str = ""


@dataclass(frozen=True)
class Conclusion:
    """What may be concluded, as data.

    Args:
        verdict: `shown` (as intended, or without a stated direction), `shown against` what was intended, `not shown`,
            or `not estimated`.
        direction: -1 where the estimate lies below none, 1 above, 0 where it cannot be told.
        reasons: Why it is not shown; empty where it is.
    """

    verdict: Verdict
    direction: int
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Told:
    """The sentences about one outcome.

    Args:
        verdict: What may be concluded, with the size.
        change: What would change it.
    """

    verdict: str
    change: str

    @property
    def short(self) -> str:
        """The first sentence: what may be concluded, and no more."""
        head, dot, _ = self.verdict.partition(". ")
        return head + "." if dot else self.verdict

    @property
    def text(self) -> str:
        """Both, one after the other."""
        return f"{self.verdict} {self.change}".strip()


def conclude(effect: Effect | None, asked: Asked) -> Conclusion:
    """Say as data what may be concluded.

    Args:
        effect: The effect; None where there is no estimate.
        asked: What was asked.
    Returns:
        The conclusion; never stronger than `Effect.shown`.
    """
    if effect is None or not np.isfinite(effect.value):
        return Conclusion("not estimated", 0)
    direction = int(np.sign(effect.value - effect.none))
    reasons = _reasons(effect, asked)
    if reasons or not effect.shown or not direction:
        return Conclusion("not shown", direction, reasons or ("interval",))
    wanted = {"down": -1, "up": 1}.get(asked.expected or "", direction)
    return Conclusion("shown" if wanted == direction else "shown against", direction)


def _reasons(effect: Effect, asked: Asked) -> tuple[Reason, ...]:
    found: list[Reason] = []
    if not (np.isfinite(effect.low) and np.isfinite(effect.high)) or not effect.low <= effect.value <= effect.high:
        found.append("no interval")
    elif effect.includes_none:
        found.append("interval")
    # A p value that is no number does not agree with anything.
    alpha = 1 - effect.level
    if effect.p is not None and not effect.p < alpha:
        found += [] if found else ["p"]
    elif asked.p is not None and not asked.p < alpha:
        found += [] if found else ["adjusted p"]
    return (*found, "check") if effect.broken else tuple(found)


def tell_effect(effect: Effect | None, asked: Asked, language: str = "en") -> Told:
    """Tell an effect in plain words.

    Args:
        effect: The effect; None where there is no estimate.
        asked: What was asked of the outcome.
        language: `en` or `nl`.
    Returns:
        The sentences.
    Example:
        >>> e = Effect("burglaries", "did", "ratio", "", 0.76, 0.64, 0.9, p=0.002)
        >>> tell_effect(e, Asked("burglary", "down")).verdict.replace(chr(160), " ")
        'The measure lowered burglary: a fall of 24 % (95 % interval 10 % to 36 %).'
        >>> e = Effect("burglaries", "did", "ratio", "", 0.96, 0.8, 1.15, p=0.6)
        >>> tell_effect(e, Asked("burglary", "down")).short.split(" (")[0].replace(chr(160), " ")
        'An effect on burglary is not shown: the data fit anything from a fall of 20 % to a rise of 15 %'
    """
    found = conclude(effect, asked)
    if effect is None or found.verdict == "not estimated":
        return _not_estimated(asked, language)
    if found.verdict == "not shown":
        return Told(_not_shown(effect, asked, found, language), _would_change(effect, asked, found, language))
    return Told(_shown(effect, asked, found, language), _rests(effect, language))


def _not_estimated(asked: Asked, language: str) -> Told:
    told = (
        say("not_refused", language, label=asked.label, why=asked.refused)
        if asked.refused
        else say("not_estimated", language, label=asked.label)
    )
    told += " " + say("not_none", language)
    return Told(told, say("not_would", language, what=say("not_would_data", language)))


def _shown(effect: Effect, asked: Asked, found: Conclusion, language: str) -> str:
    kind = "unwanted" if found.verdict == "shown against" else "shown"
    way = "fall" if found.direction < 0 else "rise"
    size = _size(effect, effect.value, language)
    counts = _counts(effect, asked, language)
    text = say(f"{kind}_{way}", language, label=asked.label, size=size, interval=_interval(effect, language),
               counts=f"; {counts}" if counts else "")  # fmt: skip
    share = effect.share
    if asked.matters and share and kind == "shown":
        # The end of the interval that lies nearest to none decides.
        nearest, furthest = sorted((abs(share[1]), abs(share[2])))
        if furthest < asked.matters:
            text += " " + say("small", language, size=percent(asked.matters, language))
        elif nearest < asked.matters:
            text += " " + say("maybe_small", language, size=percent(asked.matters, language))
    return text


def _rests(effect: Effect, language: str) -> str:
    untried = _kinds([c for c in effect.checks if c.holds is None], language)
    told = say("shown_changes", language)
    return f"{told} {say('unchecked', language, kinds=untried)}" if untried else told


def _not_shown(effect: Effect, asked: Asked, found: Conclusion, language: str) -> str:
    whys = "; ".join(_why(reason, effect, asked, language) for reason in found.reasons)
    text = [f"{say('not_shown', language, label=asked.label)}: {whys}."]
    size = _size(effect, effect.value, language)
    if "no interval" in found.reasons:
        text.append(say("not_best_open", language, size=size))
    else:
        counts = _counts(effect, asked, language)
        # Where the interval is the reason, it was told a sentence ago.
        interval = "" if "interval" in found.reasons else f" ({_interval(effect, language)})"
        told = {"size": size, "interval": interval, "counts": f"; {counts}" if counts else ""}
        text.append(say("not_best", language, **told))
    if asked.expected and found.direction == {"down": 1, "up": -1}[asked.expected]:
        text.append(say("not_unwanted", language))
    text.append(say("not_none", language))
    if _left_out(effect, asked, found):
        text.append(say("not_large", language, size=percent(asked.matters or 0.0, language)))
    return " ".join(text)


def _left_out(effect: Effect, asked: Asked, found: Conclusion) -> bool:
    """Whether the interval leaves out what the plan called worth while; a broken check leaves nothing out."""
    share = effect.share
    if not asked.matters or share is None or found.reasons != ("interval",):
        return False
    return share[1] > -asked.matters and share[2] < asked.matters


def _why(reason: Reason, effect: Effect, asked: Asked, language: str) -> str:
    match reason:
        case "interval":
            return say("not_interval", language, range=_range(effect, language),
                       level=_level(effect, language))  # fmt: skip
        case "no interval":
            return say("not_told", language)
        case "p":
            by = f"by_{effect.p_by}"
            named = say(by if has(by) else "by_", language)
            return say("not_p", language, by=named, p=_p(effect.p, language))
        case "adjusted p":
            return say("not_adjusted", language, n=asked.outcomes, p=_p(asked.p, language))
        case "check":
            return say("not_broken", language, kinds=_kinds(effect.broken, language))


def _would_change(effect: Effect, asked: Asked, found: Conclusion, language: str) -> str:
    what: list[str] = []
    if "interval" in found.reasons or "no interval" in found.reasons or "p" in found.reasons:
        times = _times(effect)
        told = say("not_would_times", language, times=w.number(times, language)) if times else ""
        what.append(told or say("not_would_more", language))
    if "adjusted p" in found.reasons:
        what.append(say("not_would_fewer", language))
    if "check" in found.reasons:
        what.append(say("not_would_check", language, kinds=_kinds(effect.broken, language)))
    text = say("not_would", language, what="; ".join(what))
    seen = asked.seen
    if seen and np.isfinite(seen):
        text = f"{say('not_seen', language, size=percent(seen, language))} {text}"
    return text


def _times(effect: Effect) -> float | None:
    """Guess how many times the places it would take: an interval narrows with the root of what it rests on."""
    if not (np.isfinite(effect.low) and np.isfinite(effect.high)):
        return None
    value, low, high, none = effect.value, effect.low, effect.high, effect.none
    if effect.scale == "ratio":
        if not 0 < low <= value <= high:
            return None
        value, low, high, none = math.log(value), math.log(low), math.log(high), 0.0
    reach = (high - value) if value < none else (value - low)
    if value == none or not np.isfinite(reach):
        return None
    # The root is compared, not the square: a square may be too large a number.
    root = float(reach) / abs(float(value) - none)
    return math.ceil(root**2) if 1 < root <= math.sqrt(_ROUGHLY) else None


def _size(effect: Effect, value: float, language: str) -> str:
    """Tell a value as a fall or a rise: as a share where one can be told, else in its unit."""
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


def _interval(effect: Effect, language: str) -> str:
    return say("interval", language, level=_level(effect, language), range=_range(effect, language))


def _level(effect: Effect, language: str) -> str:
    return w.share(effect.level, language, digits=0 if abs(round(effect.level, 2) - effect.level) < 1e-9 else 1)


def _range(effect: Effect, language: str) -> str:
    """Tell both ends: as sizes where they lie on one side of none, smallest first; else as a fall and a rise."""
    low, high = effect.low, effect.high
    if (low - effect.none) * (high - effect.none) > 0:
        ends = sorted((low, high), key=lambda end: abs(end - effect.none))
        return say("same_way", language, low=_bare(effect, ends[0], language), high=_bare(effect, ends[1], language))
    return say("both_ways", language, low=_size(effect, low, language), high=_size(effect, high, language))


def _counts(effect: Effect, asked: Asked, language: str) -> str:
    """Tell the size in counts beside the share; empty where it cannot be told, or already was."""
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
    ends = sorted((abs(low), abs(high)))
    more = say("more" if value >= 0 else "fewer" if asked.count else "less", language)
    return say("in_all" if whole else "in_units", language, value=amount(value, language), more=more,
               low=amount(ends[0], language), high=amount(ends[1], language), per=per)  # fmt: skip


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


def _kinds(checks: tuple[Check, ...] | list[Check], language: str) -> str:
    names = list(dict.fromkeys(say(f"kind_{check.kind}", language) for check in checks))
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {say('and', language)} {names[-1]}"


def _p(value: float | None, language: str) -> str:
    if value is None or not np.isfinite(value):
        return w.MISSING
    return f"< {w.number(0.001, language, digits=3)}" if value < 0.001 else w.number(value, language, digits=3)
