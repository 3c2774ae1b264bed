"""The words of a report around its data, by language."""

import functools
from importlib.resources import files
from typing import Any

import yaml


def say(name: str, language: str, **values: object) -> str:
    """Give a text.

    Args:
        name: Its name in `words.yml`.
        language: `en` or `nl`.
        values: What its placeholders stand for.
    Raises:
        KeyError: There is no such text.
    Example:
        >>> say("flags", "nl")
        'Rode vlaggen'
    """
    texts = _words()[name]
    return str(texts.get(language, texts["en"])).format(**values)


@functools.cache
def _words() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((files(__package__) / "words.yml").read_text(encoding="utf-8"))
    return found
