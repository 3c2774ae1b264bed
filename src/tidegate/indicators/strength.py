"""How far a flag can be trusted that rests on linked records.

A link that is right in ninety-nine cases of a hundred looks firm. But where only one premises in a thousand is in the
situation that a rule looks for, one wrong link in a hundred makes ten false flags for each true one: a rare flag is far
worse than the score of the linkage suggests.
"""

import math

_IN_WORDS = (
    (20.0, "as good as certain"),
    (13.0, "very firm"),
    (9.0, "firm"),
    (6.0, "fair"),
    (3.0, "weak"),
)
_LEAST = "very weak"


def false_share(base_rate: float, bits: float | None) -> float | None:
    """Tell which share of flags like this one wrong links alone may explain, at most.

    The odds that a flag is true are the odds of the situation before any link was looked at (the base rate) times the
    odds that the link is right. It is a bound: it takes every wrong link to raise the flag.

    Args:
        base_rate: Flagged subjects per subject, 0..1.
        bits: Odds that the weakest link is right, log2; None where the flag rests on no link.
    Returns:
        A share, 0..1; None where the flag rests on no link.
    Source:
        Bayes' rule for a test of a rare state, as in Altman and Bland (1994), BMJ 309, 102,
        doi:10.1136/bmj.309.6947.102, with sensitivity and specificity both 2^bits / (1 + 2^bits).
    Example:
        >>> round(false_share(0.001, 6.64), 2), false_share(0.5, 0.0), false_share(0.001, None)
        (0.91, 0.5, None)
    """
    if bits is None:
        return None
    if base_rate >= 1:
        return 0.0
    right = math.exp2(bits)
    return 1 / (1 + base_rate / (1 - base_rate) * right)


def strength_in_words(bits: float | None) -> str:
    """Say in words how firm the weakest link of a flag is.

    Args:
        bits: Odds that it is right, log2; None where the flag rests on no link.
    Returns:
        A sentence without a full stop.
    Example:
        >>> strength_in_words(8.0)
        'its weakest link is fair: about 1 in 257 such links is wrong'
        >>> strength_in_words(None)
        'it rests on no link: the registers themselves say so'
    """
    if bits is None:
        return "it rests on no link: the registers themselves say so"
    word = next((w for least, w in _IN_WORDS if bits >= least), _LEAST)
    return f"its weakest link is {word}: about 1 in {1 + math.exp2(bits):,.0f} such links is wrong"
