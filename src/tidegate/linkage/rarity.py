"""How rare a word of a name is: agreement in MOROLEON says much, agreement in RESTAURANT nothing.

The share of names that hold a word is the chance that two different businesses agree in it. What is common is
counted on the city's own data and kept with the model, so that a frozen model weighs a word the same in every build.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from tidegate.tables import Column, Contract, Session, query

COMMON_WORDS = Contract(
    "common_words",
    (
        Column("field", pa.string(), nullable=False),
        Column("word", pa.string(), nullable=False),
        Column("share", pa.float64(), "share of distinct names that hold it, 0 to 1", nullable=False),
    ),
)


@dataclass(frozen=True)
class Limits:
    """Where words stop to be rare.

    Args:
        rare: A word that at most this share of names holds is rare (ten bits of surprise).
        known: A word above `rare` and at most this share is uncommon (seven bits); above it, it tells nothing.
        floor: Names that are assumed beside those counted, so that in a small file a word that stands once in a
            hundred names is not taken for common.
    """

    rare: float = 0.001
    known: float = 0.008
    floor: int = 2000


def count_words(session: Session, fields: Sequence[str], limits: Limits | None = None) -> pa.Table:
    """Count the common words of the names in the table `nodes`.

    Args:
        session: The engine that holds `nodes`.
        fields: Fields whose standardiser gives words (a column `<field>_words`).
        limits: Where words stop to be rare.
    Returns:
        Contract `COMMON_WORDS`: the words that are not rare, in order.
    """
    limits = limits or Limits()
    found = [COMMON_WORDS.empty()]
    for field in fields:
        text = (
            query(__package__, "count_words")
            .replace("words_of_field", f"{field}_words")
            .replace("cores_of_field", f"{field}_core")
        )
        counted = session.fetch(text, field=field, rare=limits.rare, floor=limits.floor)
        found.append(COMMON_WORDS.check(counted).cast(COMMON_WORDS.schema()))
    return pa.concat_tables(found)


def mark_words(session: Session, fields: Sequence[str], common: pa.Table, limits: Limits | None = None) -> None:
    """Give the table `nodes` the columns `<field>_rare` and `<field>_known`: lists of words, absent where empty.

    Args:
        session: The engine that holds `nodes`.
        fields: Fields with words.
        common: Contract `COMMON_WORDS`.
        limits: Where words stop to be rare.
    """
    limits = limits or Limits()
    session.register("common_words", COMMON_WORDS.check(common))
    for field in fields:
        text = query(__package__, "mark_words")
        for name, column in (("words_of_field", "words"), ("rare_of_field", "rare"), ("known_of_field", "known")):
            text = text.replace(name, f"{field}_{column}")
        session.execute(text, field=field, known=limits.known)
        session.execute("drop table nodes")
        session.execute("alter table nodes_marked rename to nodes")
