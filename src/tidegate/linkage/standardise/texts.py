"""Folding of texts: one form for what is written with other letters, cases and marks."""

import re
import unicodedata
from collections.abc import Sequence

from normality import latinize_text

_ASCII = re.compile(r"^[\x00-\x7f]*$")
# Letters that do not come apart into a letter and a mark, as European registers write them in plain letters.
_PLAIN = str.maketrans({
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "\u0131": "i", "ĸ": "k",
    "\u2019": "'", "\u2018": "'", "\u02bc": "'", "`": "'", "\u00b4": "'", "\u2013": "-", "\u2014": "-",
    "\u2010": "-", "\u2011": "-", "\u00a0": " ",
})  # fmt: skip


def folded(text: str) -> str:
    """Write a text in lower-case plain Latin letters; other scripts are transliterated.

    Args:
        text: Any text.
    Returns:
        The text; what is no letter stays as it is.
    Example:
        >>> folded("Łódź, Θήβα")
        'lodz, theba'
    """
    if _ASCII.match(text):
        return text.lower()
    plain = _unmarked(text.lower().translate(_PLAIN))
    return plain if _ASCII.match(plain) else _unmarked((latinize_text(plain) or "").lower())


def _unmarked(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text)
    return "".join(c for c in apart if not unicodedata.combining(c)).translate(_PLAIN)


def lists(values: Sequence[Sequence[str]]) -> list[list[str]]:
    """Drop what is said twice from lists, keeping their order.

    Args:
        values: The lists.
    """
    return [list(dict.fromkeys(v)) for v in values]
