"""Which column of a file is likely the one that a description misses: by its name, and by what stands in it.

Two columns are alike in their values as far as the shares of their values overlap: of the values themselves (kinds,
streets, house numbers) or, where each delivery brings new ones (numbers of cases, dates), of how they are written.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from tidegate.registers.mapping import expressions as x
from tidegate.tables import Session

MOST_VALUES = 20_000
"""Distinct values of a column that are looked at, the most frequent first."""

TOLD = 5
"""Candidates that are told for one column, at most."""

LIKELY = 0.6
"""A candidate at least this likely is proposed, 0..1: names alike and half of the values, or the other way round."""

Counts = Callable[[str], Mapping[str, int]]
"""Gives the values that a column had in the delivery before, with how often; empty where there is none."""


@dataclass(frozen=True)
class Likely:
    """A column that may be the one that is missing.

    Args:
        missing: The name that the description uses.
        found: The name in the file.
        name: How alike the names are, 0..1.
        values: Overlap of what stands in them with the delivery before, 0..1; None where there is none.
    """

    missing: str
    found: str
    name: float
    values: float | None

    @property
    def share(self) -> float:
        """How likely it is, 0..1: the mean of both; of a name alone, the name."""
        return self.name if self.values is None else (self.name + self.values) / 2


def likely_columns(
    session: Session, table: str, missing: Sequence[str], unused: Sequence[str], before: Counts
) -> tuple[Likely, ...]:
    """Judge which unused columns of a file are likely those that are missing.

    Args:
        session: An engine that holds the file.
        table: Name of its view.
        missing: Names that the description uses and the file lacks.
        unused: Columns of the file that may be meant.
        before: What stood in a column in the delivery before.
    Returns:
        For each missing column at most `TOLD` candidates, the likeliest first.
    """
    now = {c: value_counts(session, table, c) for c in unused} if missing else {}
    told: list[Likely] = []
    for gone in missing:
        earlier = before(gone)
        judged = [Likely(gone, c, names_alike(gone, c), overlap(earlier, now[c]) if earlier else None) for c in unused]
        told += sorted(judged, key=lambda j: (-j.share, j.found))[:TOLD]
    return tuple(told)


def proposed(candidates: Sequence[Likely]) -> dict[str, str]:
    """Propose one column for each missing one, the surest first, and none twice.

    Args:
        candidates: What `likely_columns` gave.
    Returns:
        Missing name to the name in the file; what is not likely enough is left out.
    Example:
        >>> proposed([Likely("HUISNUMMER", "HuisNr", 0.75, 0.9), Likely("TOEV", "HuisNr", 0.6, 0.62)])
        {'HUISNUMMER': 'HuisNr'}
    """
    chosen: dict[str, str] = {}
    for one in sorted(candidates, key=lambda c: (-c.share, c.missing, c.found)):
        if one.share >= LIKELY and one.missing not in chosen and one.found not in chosen.values():
            chosen[one.missing] = one.found
    return chosen


def names_alike(one: str, other: str) -> float:
    """Tell how alike two names of columns are, whatever their case and signs.

    Args:
        one: A name.
        other: Another.
    Returns:
        0..1.
    Example:
        >>> names_alike("HOUSE_NUMBER", "houseNumber")
        1.0
    """
    return float(fuzz.ratio(_bare(one), _bare(other))) / 100


def overlap(before: Mapping[str, int], now: Mapping[str, int]) -> float:
    """Tell how much the values of two columns overlap, as themselves or as they are written.

    Args:
        before: Value to how often, in one.
        now: The same in the other.
    Returns:
        The shared part of both distributions, 0..1; 0 where one is empty.
    Example:
        >>> overlap({"a": 1, "b": 1}, {"a": 3, "x1": 1})
        0.75
    """
    return max(_shared(before, now), _shared(_shapes(before), _shapes(now)))


def value_counts(session: Session, table: str, column: str) -> dict[str, int]:
    """Count the values of a column, the most frequent first, at most `MOST_VALUES`.

    Args:
        session: An engine that holds the file.
        table: Name of its view.
        column: Name of the column in the file.
    """
    cell = x.column(column)
    count = x.exp.alias_(x.exp.Count(this=x.exp.Star()), "n")
    select = x.exp.select(x.exp.alias_(cell, "v"), count).from_(table).where(x.present(cell)).group_by(cell)
    select = select.order_by("n desc", "v").limit(MOST_VALUES)
    return {str(r["v"]): int(r["n"]) for r in session.rows(x.sql(select))}


def _shared(before: Mapping[str, int], now: Mapping[str, int]) -> float:
    whole, other = sum(before.values()), sum(now.values())
    if not whole or not other:
        return 0.0
    return float(sum(min(n / whole, now[v] / other) for v, n in before.items() if v in now))


def _shapes(values: Mapping[str, int]) -> Mapping[str, int]:
    found: Counter[str] = Counter()
    for value, count in values.items():
        found[re.sub(r"[^\W\d_]+", "a", re.sub(r"\d+", "9", value))] += count
    return found


def _bare(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).casefold()
