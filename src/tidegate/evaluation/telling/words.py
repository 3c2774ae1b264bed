"""The words of an evaluation, by language, and numbers rounded as a reader wants them."""

import functools
import math
from importlib.resources import files
from typing import Any

import yaml

from tidegate.documents import words as w
from tidegate.evaluation.telling.quoted import knows, quoted

_MOST = 10.0
"""Shares above a thousand per cent are told as "more than" that: the figure itself would mean nothing."""

_LEAST = 0.001
_MOST_DIGITS = 4


def say(name: str, language: str, **values: object) -> str:
    """Give a text.

    Args:
        name: Its name in `words.yml`.
        language: `en` or `nl`; another is told in English.
        values: What its placeholders stand for.
    Raises:
        KeyError: There is no such text.
    Example:
        >>> say("checks", "nl")
        'Wat ertegen is ingebracht'
    """
    texts = _words()[name]
    return str(texts.get(language, texts["en"])).format(**values)


def has(name: str) -> bool:
    """Say whether there is a text of this name.

    Args:
        name: The name.
    """
    return name in _words()


def column_text(name: str, language: str) -> str:
    """Give the heading of a column of a method's table.

    Args:
        name: As the table has it.
        language: `en` or `nl`.
    Returns:
        Its heading; the name, spaced, where nobody wrote one.
    Example:
        >>> column_text("se_log", "en"), column_text("some_thing", "en")
        ('standard error of the logarithm', 'some thing')
    """
    texts = _columns().get(name, {})
    return str(texts.get(language, texts.get("en", name.replace("_", " "))))


def heading_case(label: str) -> str:
    """Begin a label with a capital, as a heading does.

    Args:
        label: As it stands within a sentence.
    Example:
        >>> heading_case("threats")
        'Threats'
    """
    return label[:1].upper() + label[1:]


def percent(value: float, language: str) -> str:
    """Write the size of a share, without its sign.

    Args:
        value: The share; 0.24 is 24 %.
        language: The reader's.
    Returns:
        The percentage with as many digits as can be of use; "less than 0.1 %" and "more than 1,000 %" at the ends.
    Example:
        >>> [percent(x, "en").replace(chr(160), " ") for x in (-0.2412, 0.0312, 0.0003, 88)]
        ['24 %', '3.1 %', 'less than 0.1 %', 'more than 1,000 %']
    """
    size = abs(value)
    if 0 < size < _LEAST:
        return say("less_than", language, size=w.share(_LEAST, language, digits=1))
    if size > _MOST:
        return say("more_than", language, size=w.share(_MOST, language))
    return w.share(size, language, digits=0 if size >= 0.0995 or size == 0 else 1)


def amount(value: float, language: str) -> str:
    """Write the size of a count or a measure, without its sign.

    Args:
        value: The number.
        language: The reader's.
    Returns:
        The number with three figures that count, or whole above a hundred; in powers of ten where it is beyond use.
    Example:
        >>> [amount(x, "en") for x in (-1234.4, 12.34, 0.0123, 0)]
        ['1,234', '12.3', '0.0123', '0']
    """
    size = abs(value)
    if size and (size >= 1e12 or size < 1e-4):
        mantissa, exponent = f"{size:.1e}".split("e")
        return f"{w.number(float(mantissa), language, digits=1)} \N{MULTIPLICATION SIGN} 10^{int(exponent)}"
    if size >= 99.95 or size == 0:
        return w.number(size, language)
    digits = min(_MOST_DIGITS + 2, max(0, 2 - math.floor(math.log10(size))))
    text = w.number(size, language, digits=digits)
    decimal = w.phrase("decimal", language)
    return text.rstrip("0").rstrip(decimal) if decimal in text else text


def per_text(per: str, language: str) -> str:
    """Say of what a difference is one unit, in the language where the phrase is a known one.

    Args:
        per: As `Effect.per` has it, in English.
        language: The reader's.
    Example:
        >>> per_text("incidents per unit and month", "nl")
        'incidenten per eenheid en maand'
    """
    if knows(per, language):
        return quoted(per, language)
    known: dict[str, str] = _words()["per"].get(language, {})
    return known.get(per) or " ".join(known.get(word, word) for word in per.split())


@functools.cache
def _columns() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = yaml.safe_load((files(__package__) / "columns.yml").read_text(encoding="utf-8"))
    return found


@functools.cache
def _words() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((files(__package__) / "words.yml").read_text(encoding="utf-8"))
    return found
