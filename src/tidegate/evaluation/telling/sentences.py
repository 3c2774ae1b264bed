"""What may be said of an effect, in plain words and no stronger than it was shown.

A sentence says that a measure did something only where the interval leaves none out, the p value agrees (after
allowing for the other outcomes), and no check broke. Everything else is "not shown", which is not "no effect". What
an estimator wrote in its own words is never quoted here: only figures and kinds of checks are taken from an effect.
"""

import math
from dataclasses import dataclass

import numpy as np

from tidegate.documents import words as w
from tidegate.evaluation.effect import Check, Effect
from tidegate.evaluation.telling.concluding import Asked, Conclusion, Reason, conclude
from tidegate.evaluation.telling.sizes import tell_counts, tell_ends, tell_interval, tell_level, tell_size
from tidegate.evaluation.telling.words import has, percent, say

_ROUGHLY = 100.0
"""Times as many places beyond which "how many more" says nothing."""


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
    size = tell_size(effect, effect.value, language)
    counts = tell_counts(effect, asked, language)
    text = say(f"{kind}_{way}", language, label=asked.label, size=size, interval=tell_interval(effect, language),
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
    size = tell_size(effect, effect.value, language)
    if "no interval" in found.reasons:
        text.append(say("not_best_open", language, size=size))
    else:
        counts = tell_counts(effect, asked, language)
        # Where the interval is the reason, it was told a sentence ago.
        interval = "" if "interval" in found.reasons else f" ({tell_interval(effect, language)})"
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
            return say("not_interval", language, range=tell_ends(effect, language),
                       level=tell_level(effect, language))  # fmt: skip
        case "no interval":
            return say("not_told", language)
        case "p":
            by = f"by_{effect.p_by}"
            named = say(by if has(by) else "by_", language)
            return say("not_p", language, by=named, p=w.p_value(effect.p, language))
        case "adjusted p":
            return say("not_adjusted", language, n=asked.outcomes, p=w.p_value(asked.p, language))
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


def _kinds(checks: tuple[Check, ...] | list[Check], language: str) -> str:
    names = list(dict.fromkeys(say(f"kind_{check.kind}", language) for check in checks))
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {say('and', language)} {names[-1]}"
