"""What the parameters of rules are called, and what they count, in the reader's language."""

import functools
from collections.abc import Mapping
from importlib.resources import files
from typing import Any, Literal

import yaml


def parameter_words(what: Literal["names", "units"], text: str, language: str) -> str:
    """Give a name or a unit in a language.

    Args:
        what: Which of the two.
        text: As the rule writes it.
        language: The reader's.
    Returns:
        Its words; the text itself where nobody wrote it in that language, as for a rule of the city's own.
    Example:
        >>> parameter_words("units", "days", "nl"), parameter_words("names", "overlap_days", "en")
        ('dagen', 'overlap_days')
    """
    return str(_words()[what].get(text, {}).get(language, text))


@functools.cache
def _words() -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
    found: Mapping[str, Mapping[str, Mapping[str, Any]]] = yaml.safe_load(
        (files(__package__) / "parameters.yml").read_text(encoding="utf-8")
    )
    return found
