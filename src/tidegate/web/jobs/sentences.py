"""Sentences that the core writes in English, said in the reader's language: each is known by its pattern."""

import re
from collections.abc import Iterable

from django.utils.formats import number_format
from django.utils.translation import gettext as _


class Sentences:
    """Sentences of one room of the core, with a place for each value, such as `%(one)s records before.`."""

    def __init__(self, sentences: Iterable[str]) -> None:
        """Keep the sentences.

        Args:
            sentences: The sentences, in English, as the catalogue has them.
        """
        self._patterns = tuple((s, _pattern(s)) for s in sentences)

    def said(self, told: str) -> str:
        """Say a sentence in the reader's language; one that is not known is left as it is.

        Args:
            told: The sentence, in English.
        """
        for sentence, pattern in self._patterns:
            found = pattern.fullmatch(told)
            if found:
                return _(sentence) % {k: _number(v) for k, v in found.groupdict().items()}
        return told


def _number(value: str) -> str:
    whole, _sign, digits = value.partition(".")
    return str(number_format(value, len(digits))) if whole.isdigit() and (digits or "0").isdigit() else value


def _pattern(sentence: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"%\\\((\w+)\\\)s", r"(?P<\1>.+?)", re.escape(sentence)), re.DOTALL)
