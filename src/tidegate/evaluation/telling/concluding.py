"""What may be concluded of an estimate, as data: never stronger than it was shown.

A measure did something only where the interval leaves none out, the p value agrees (after allowing for the other
outcomes), and no check broke. Everything else is "not shown", which is not "no effect".
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from tidegate.evaluation.effect import Effect

Expected = Literal["down", "up"]
Verdict = Literal["shown", "shown against", "not shown", "not estimated"]
Reason = Literal["interval", "no interval", "p", "adjusted p", "check"]


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
