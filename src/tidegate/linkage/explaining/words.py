"""The fixed phrases of an explanation, its numbers and its odds, in the reader's language."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml

from tidegate.linkage.description import Words

FALLBACK = "en"

_MINUS = "\N{MINUS SIGN}"

_MOST_CERTAIN = 30.0
"""Bits beyond which odds are no longer told one by one: a thousand million to one."""

_BANDS = (
    (10.0, "certain"),
    (5.0, "very_likely"),
    (1.0, "likely"),
    (-1.0, "open"),
    (-5.0, "unlikely"),
    (-10.0, "very_unlikely"),
)
"""Bits from which a probability has a name: 10 bits are 1,024 to 1, 5 bits 32 to 1, 1 bit 2 to 1."""


@cache
def _phrases() -> Mapping[str, Mapping[str, str]]:
    text = files(__package__).joinpath("phrases.yml").read_text(encoding="utf-8")
    return yaml.safe_load(text)  # type: ignore[no-any-return]


def languages() -> tuple[str, ...]:
    """Name the languages in which explanations are told.

    Returns:
        Codes (ISO 639-1), in order of the alphabet; any other language is told in English.
    """
    return tuple(sorted(_phrases()))


def phrase(name: str, language: str, **values: object) -> str:
    """Give a fixed phrase.

    Args:
        name: Its name in `phrases.yml`.
        language: The reader's (ISO 639-1).
        values: What stands in its braces.
    Returns:
        The phrase in this language, else in English.
    Example:
        >>> phrase("odds_for", "nl", n=3), phrase("odds_for", "xx", n=3)
        ('3 tegen 1', '3 to 1')
    """
    own = _phrases().get(language, {})
    return (own[name] if name in own else _phrases()[FALLBACK][name]).format(**values)


def in_language(words: Words, language: str) -> str:
    """Choose a text by language.

    Args:
        words: Texts by language.
        language: The reader's.
    Returns:
        The reader's, else the English one, else the first in order of the alphabet; empty where there is none.
    Example:
        >>> in_language({"en": "Name", "nl": "Naam"}, "nl"), in_language({"de": "Name"}, "nl")
        ('Naam', 'Name')
    """
    return words.get(language) or words.get(FALLBACK) or next((words[k] for k in sorted(words)), "")


def number(value: float, language: str, *, digits: int = 0, sign: bool = False) -> str:
    """Write a number as the language does.

    Args:
        value: The number.
        language: The reader's.
        digits: Digits after the decimal sign.
        sign: Whether a plus is written too.
    Returns:
        The number, with a true minus sign.
    Example:
        >>> number(1234.5, "nl", digits=1), number(4, "en", sign=True)
        ('1.234,5', '+4')
    """
    text = f"{abs(value):,.{digits}f}"
    whole, _, fraction = text.partition(".")
    text = whole.replace(",", phrase("thousands", language))
    text += phrase("decimal", language) + fraction if fraction else ""
    nought = not any(c in "123456789" for c in text)
    if nought or (value > 0 and not sign):
        return text
    return (_MINUS if value < 0 else "+") + text


def odds(bits: float, language: str) -> str:
    """Say the odds that so many bits are.

    Args:
        bits: Logarithm of the odds to base 2.
        language: The reader's.
    Returns:
        Such as "17 to 1", with two digits that count.
    Example:
        >>> odds(4.1, "en"), odds(-13.3, "en"), odds(0.2, "en")
        ('17 to 1', '1 to 10,000', '1 to 1')
    """
    ratio = 2.0 ** min(abs(bits), _MOST_CERTAIN)
    rounded = float(f"{ratio:.2g}")
    if rounded < 1.25:
        return phrase("odds_even", language)
    digits = 1 if rounded < 3 and rounded != int(rounded) else 0
    return phrase("odds_for" if bits > 0 else "odds_against", language, n=number(rounded, language, digits=digits))


def percent(bits: float, language: str) -> str:
    """Say the probability that so many bits are, never as 0 or 100.

    Args:
        bits: Logarithm of the odds to base 2.
        language: The reader's.
    Returns:
        A percentage without its sign, such as "94" or "> 99.9".
    Example:
        >>> percent(4.1, "en"), percent(20, "nl"), percent(-20, "en"), percent(9, "en")
        ('94', '> 99,9', '< 0.1', '99.8')
    """
    share = 100 * probability(bits)
    if share > 99.9:
        return f"> {number(99.9, language, digits=1)}"
    if share < 0.1:
        return f"< {number(0.1, language, digits=1)}"
    return number(share, language, digits=0 if 1 <= share <= 99 else 1)


def probability(bits: float) -> float:
    """Turn bits into a probability.

    Args:
        bits: Logarithm of the odds to base 2.
    Returns:
        Probability, 0..1.
    Example:
        >>> probability(0), probability(1)
        (0.5, 0.6666666666666666)
    """
    return float(1 / (1 + 2.0 ** -max(min(bits, 1000.0), -1000.0)))


def band(bits: float, language: str) -> str:
    """Name a probability in words.

    Args:
        bits: Logarithm of the odds to base 2.
        language: The reader's.
    Returns:
        Such as "very likely".
    Example:
        >>> [band(b, "en") for b in (12, 4.1, 0, -20)]
        ['practically certain', 'likely', 'as likely as not', 'practically ruled out']
    """
    return phrase(next((name for least, name in _BANDS if bits >= least), "ruled_out"), language)
