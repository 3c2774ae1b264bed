"""What other rooms worked out, as blocks of a report: sentences, then warnings, then tables."""

from collections.abc import Iterable

from tidegate.documents import Block, Callout, Paragraph
from tidegate.evaluation.telling.material import Part
from tidegate.evaluation.telling.quoted import quoted
from tidegate.evaluation.telling.tables import arrow_table


def sentences_of(part: Part, language: str) -> Iterable[Block]:
    """Give the sentences of a part, and its warnings.

    Args:
        part: The part.
        language: `en` or `nl`.
    """
    for sentence in part.says:
        yield Paragraph(quoted(sentence, language))
    if part.warnings:
        yield Callout(tuple(quoted(warning, language) for warning in part.warnings), "warning")


def tables_of(part: Part, language: str) -> Iterable[Block]:
    """Give the tables of a part, each under its name.

    Args:
        part: The part.
        language: `en` or `nl`.
    """
    for name, table in part.tables.items():
        yield arrow_table(table, quoted(name.replace("_", " "), language), language)
