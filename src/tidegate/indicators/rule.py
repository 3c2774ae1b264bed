"""A rule as data: what it looks for, in whose words, why, and what would make it false.

A rule speaks of a situation (premises, an establishment, a company, a permit, a deal ...), never of a person. It is a
YAML file with its query beside it, and it is used only when every part is there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tidegate.indicators.following import Followed

APPLIES_TO = (
    "premises", "establishment", "company", "permit", "deal", "payment", "tender", "tenancy", "sector", "area",
)  # fmt: skip
"""What a rule may be about."""

RESERVED = ("subject", "key", "at", "others", "rows")
"""Columns of a rule's query that are no values."""


@dataclass(frozen=True)
class Parameter:
    """A number or word that a rule uses.

    Args:
        value: Its value: a number, a text, true or false, or a list of them.
        unit: What it counts or measures.
        source: Why it is so, or where it comes from.
    """

    value: Any
    unit: str
    source: str


@dataclass(frozen=True)
class Example:
    """A tiny case that a rule must get right.

    Args:
        name: What happens in it.
        on: The day on which it is looked at.
        given: View to rows.
        flags: The flags expected; of each, the columns that are compared.
        parameters: Values that are other than those of the rule.
    """

    name: str
    on: date
    given: Mapping[str, tuple[Mapping[str, Any], ...]]
    flags: tuple[Mapping[str, Any], ...]
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Rule:
    """A rule that was checked.

    Args:
        id: Its id, the name of its file.
        version: Counts up whenever it may flag otherwise.
        on_by_default: Whether a city has it without asking.
        off_because: Why not; empty where it is on.
        applies_to: What it is about.
        title: Language to title.
        sentence: Language to the sentences of a flag, with `{value}` in them.
        why: Language to why a city looks at this.
        innocent: Language to innocent explanations.
        false_if: Language to what would make a flag false.
        parameters: Parameters by name.
        data_classes: Kinds of data it reads.
        population: Schema whose things the base rate is counted over; empty where a query counts them.
        optional: Schemata and properties that it can do without.
        words: Language to the translation of texts that its query returns.
        source: Where the rule comes from.
        review: By when a person looks at the rule again.
        examples: Its tests.
        query: Its query, followed.
        sql: The text of its query.
        population_query: The query that counts the population; None where a schema does.
        population_sql: Its text.
    """

    id: str
    version: int
    on_by_default: bool
    off_because: str
    applies_to: str
    title: Mapping[str, str]
    sentence: Mapping[str, str]
    why: Mapping[str, str]
    innocent: Mapping[str, tuple[str, ...]]
    false_if: Mapping[str, str]
    parameters: Mapping[str, Parameter]
    data_classes: tuple[str, ...]
    population: str
    optional: tuple[str, ...]
    words: Mapping[str, Mapping[str, str]]
    source: str
    review: date
    examples: tuple[Example, ...]
    query: Followed = field(repr=False)
    sql: str = field(repr=False)
    population_query: Followed | None = field(default=None, repr=False)
    population_sql: str = field(default="", repr=False)

    @property
    def values(self) -> tuple[str, ...]:
        """The value columns of its query, sorted."""
        return tuple(sorted(set(self.query.columns) - set(RESERVED)))

    def reached(self) -> frozenset[tuple[str, str]]:
        """Give the views and columns that the rule and its population read."""
        return self.query.reached | (self.population_query.reached if self.population_query else frozenset())

    def in_words(self, texts: Mapping[str, Any], language: str) -> Any:
        """Choose a text in a language, or in English where it has none.

        Args:
            texts: Language to text.
            language: The language wanted.
        """
        return texts.get(language, texts["en"])
