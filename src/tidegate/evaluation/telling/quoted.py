"""What a method wrote of its own checks, conditions and warnings, in the language of the report.

Methods write English, for that is the language of their code and of the literature. A reader of another language gets
each sentence from a catalogue: the English as it stands in the code, with braces where a figure or a name stands, and
its translation with the same braces. So a method needs to know no language, and a sentence that changes in the code
but not in the catalogue is found by a test. What nobody translated is told in English rather than left out.
"""

import functools
import re
from importlib.resources import files
from typing import NamedTuple

import yaml

from tidegate.documents import words as w
from tidegate.errors import TidegateError

_BRACE = re.compile(r"\{(\w+)\}")
_SENTENCE = re.compile(r"(?<=[.!?]) (?=[A-Z])")
_NUMBER = re.compile(r"(-?)(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(e[+-]\d+)?( ?%)?$")


class _Known(NamedTuple):
    pattern: re.Pattern[str]
    told: str


def quoted(text: str, language: str) -> str:
    """Give a sentence of a method in the language of the report.

    Args:
        text: The sentence, or several, in English.
        language: `en` or `nl`.
    Returns:
        The same in that language, numbers written as it writes them; what the catalogue does not know stays as it is.
    Example:
        >>> quoted("Only 3 units never had the measure: how far places drift apart by themselves is known but roughly.",
        ...        "nl")
        'Maar 3 eenheden hadden de maatregel nooit: hoe ver plekken vanzelf uiteenlopen is maar ruw bekend.'
    """
    if language == "en" or not text:
        return text
    found = _whole(text, language)
    if found is None:
        return " ".join(_whole(part, language) or part for part in _SENTENCE.split(text))
    return found


def refusal_text(refusal: TidegateError, language: str) -> str:
    """Tell why something could not be estimated, and what would mend it.

    Args:
        refusal: The error.
        language: `en` or `nl`.
    Returns:
        As the error says it itself, in the language.
    Example:
        >>> refusal_text(TidegateError(what="there is only one donor", mend="give two or more units"), "nl")
        'er is maar één donor. Give two or more units.'
    """
    if language == "en":
        return str(refusal)
    return str(
        TidegateError(
            where=quoted(refusal.where, language), what=quoted(refusal.what, language),
            mend=quoted(refusal.mend, language),
        )
    )  # fmt: skip


def knows(text: str, language: str) -> bool:
    """Say whether the catalogue has every sentence of a text.

    Args:
        text: The sentence, or several, in English.
        language: `en` or `nl`.
    """
    if language == "en" or not text or _whole(text, language) is not None:
        return True
    parts = _SENTENCE.split(text)
    return len(parts) > 1 and all(_whole(part, language) is not None for part in parts)


def _whole(text: str, language: str) -> str | None:
    fixed, patterns = _catalogue(language)
    if text in fixed:
        return fixed[text]
    for known in patterns:
        # A phrase is no sentence: it must not take one for its last brace.
        if text.endswith(".") and not known.told.endswith("."):
            continue
        if match := known.pattern.fullmatch(text):
            return known.told.format(**{name: _value(value, language) for name, value in match.groupdict().items()})
    return None


def _value(text: str, language: str) -> str:
    """Write what stands for a brace: a number as the language writes it, a known phrase in it, else as it is."""
    if match := _NUMBER.fullmatch(text):
        sign, whole, fraction, power, percent = match.groups(default="")
        if power:
            return text.replace(".", w.phrase("decimal", language))
        number = float(f"{sign}{whole.replace(',', '')}{fraction}")
        told = w.number(number, language, digits=len(fraction[1:])) if fraction or "," in whole else f"{sign}{whole}"
        return f"{told}\N{NO-BREAK SPACE}%" if percent else told
    return _whole(text, language) or text


@functools.cache
def _catalogue(language: str) -> tuple[dict[str, str], tuple[_Known, ...]]:
    """Read the catalogue: sentences without braces, and patterns, those with most fixed text first."""
    text = (files(__package__) / f"quoted.{language}.yml").read_text(encoding="utf-8")
    entries: dict[str, str] = yaml.safe_load(text)
    fixed = {source: told for source, told in entries.items() if not _BRACE.search(source)}
    open_ = sorted((s for s in entries if s not in fixed), key=lambda s: -len(_BRACE.sub("", s)))
    return fixed, tuple(_Known(_pattern(source), entries[source]) for source in open_)


def _pattern(source: str) -> re.Pattern[str]:
    pieces, seen = [], set[str]()
    for place, piece in enumerate(_BRACE.split(source)):
        if place % 2 == 0:
            pieces.append(re.escape(piece))
        elif piece in seen:
            pieces.append(f"(?P={piece})")
        else:
            seen.add(piece)
            pieces.append(f"(?P<{piece}>.+?)")
    return re.compile("".join(pieces), re.DOTALL)
