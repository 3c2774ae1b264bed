"""The fixed phrases of documents, and numbers, shares and dates as a reader of the language writes them."""

import math
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

FALLBACK = "en"
MISSING = "\N{EN DASH}"
"""What stands for a value that is not known."""

_MINUS, _HOLD = "\N{MINUS SIGN}", "\N{NO-BREAK SPACE}"
_LEAST_P = 0.001


@cache
def _phrases() -> Mapping[str, Mapping[str, Any]]:
    text = files(__package__).joinpath("words.yml").read_text(encoding="utf-8")
    return yaml.safe_load(text)  # type: ignore[no-any-return]


def languages() -> tuple[str, ...]:
    """Name the languages in which documents are set.

    Returns:
        Codes (ISO 639-1), in order of the alphabet.
    """
    return tuple(sorted(_phrases()))


def phrase(name: str, language: str, **values: object) -> str:
    """Give a fixed phrase.

    Args:
        name: Its name in `words.yml`.
        language: The reader's (ISO 639-1).
        values: What stands in its braces.
    Returns:
        The phrase in this language, else in English.
    Example:
        >>> phrase("page", "nl", n=1, total=3), phrase("contents", "xx")
        ('Pagina 1 van 3', 'Contents')
    """
    return str(_entry(name, language)).format(**values)


def _entry(name: str, language: str) -> Any:
    own = _phrases().get(language, {})
    return own[name] if name in own else _phrases()[FALLBACK][name]


def number(value: float | None, language: str, *, digits: int = 0) -> str:
    """Write a number.

    Args:
        value: The number; None where it is not known.
        language: The reader's.
        digits: Digits after the decimal sign.
    Returns:
        The number with its thousands grouped and a true minus sign; a dash where it is not known or not finite.
    Example:
        >>> number(12345.678, "en", digits=1), number(12345.678, "nl", digits=1), number(None, "en") == MISSING
        ('12,345.7', '12.345,7', True)
    """
    if value is None or not math.isfinite(value):
        return MISSING
    text = f"{abs(value):,.{digits}f}"
    signs = str.maketrans({",": _entry("thousands", language), ".": _entry("decimal", language)})
    negative = value < 0 and any(c not in "0.," for c in text)
    return f"{_MINUS if negative else ''}{text.translate(signs)}"


def share(value: float | None, language: str, *, digits: int = 0) -> str:
    """Write a share as a percentage.

    Args:
        value: The share, 0 to 1; None where it is not known.
        language: The reader's.
        digits: Digits after the decimal sign.
    Returns:
        The percentage, held to its sign by a space that does not break.
    Example:
        >>> share(0.125, "nl", digits=1).replace(chr(160), " ")
        '12,5 %'
    """
    if value is None or not math.isfinite(value):
        return MISSING
    return f"{number(value * 100, language, digits=digits)}{_HOLD}%"


def p_value(value: float | None, language: str) -> str:
    """Write a p value: one below a thousandth as smaller than that, for none is ever nought.

    Args:
        value: The p value; None where there is none.
        language: The reader's.
    Returns:
        Three digits, or that it is smaller; a dash where it is not known or not finite.
    Example:
        >>> p_value(0.0412, "nl"), p_value(0.00001, "en").replace(chr(160), " "), p_value(None, "en") == MISSING
        ('0,041', '< 0.001', True)
    """
    if value is not None and math.isfinite(value) and value < _LEAST_P:
        return f"<{_HOLD}{number(_LEAST_P, language, digits=3)}"
    return number(value, language, digits=3)


def day(value: date | None, language: str, *, short: bool = False) -> str:
    """Write a day.

    Args:
        value: The day; None where it is not known.
        language: The reader's.
        short: Whether the month is cut to three letters.
    Returns:
        Day, month in words, year.
    Example:
        >>> day(date(2026, 3, 1), "nl").replace(chr(160), " "), day(date(2026, 3, 1), "en", short=True)[2:5]
        ('1 maart 2026', 'Mar')
    """
    if value is None:
        return MISSING
    months = _entry("months_short" if short else "months", language)
    return _HOLD.join((str(value.day), months[value.month - 1], str(value.year)))


def month(number_of_month: int, language: str) -> str:
    """Name a month in short.

    Args:
        number_of_month: 1 to 12.
        language: The reader's.
    Returns:
        Its short name.
    Example:
        >>> month(3, "nl")
        'mrt'
    """
    return str(_entry("months_short", language)[number_of_month - 1])
