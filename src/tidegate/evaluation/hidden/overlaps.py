"""How many were on which lists at once: counts of patterns, and nothing else.

Rows of persons are never taken. Whoever holds the lists compares them, counts the patterns, and hands over the counts;
a table that looks like one row per person is refused before anything is computed.
"""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tidegate.errors import EvaluationError

Floats = npt.NDArray[np.float64]
Marks = npt.NDArray[np.bool_]
Pair = tuple[int, int]

FEWEST_LISTS, MOST_LISTS = 3, 10
_COUNT_HERE = "let whoever holds the lists count the patterns, and give only the lists as 0 or 1 and the count"


@dataclass(frozen=True)
class Overlaps:
    """Every pattern of being on some list, and how many had it.

    Args:
        lists: Names of the lists.
        patterns: Which lists belong to each pattern, shape (2 to the number of lists, less 1; lists); the pattern of
            being on no list is what is looked for, and is not here.
        counts: How many persons had each pattern, in the order of the patterns.
    """

    lists: tuple[str, ...]
    patterns: Marks
    counts: Floats

    @property
    def observed(self) -> int:
        """How many persons are on at least one list."""
        return int(self.counts.sum())

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """Every pair of lists, by their places."""
        return tuple(combinations(range(len(self.lists)), 2))

    def shared(self, pair: Pair) -> int:
        """Count those that are on both lists of a pair, whatever else they are on.

        Args:
            pair: Places of two lists.
        Returns:
            How many persons.
        """
        return int(self.counts[self.patterns[:, pair[0]] & self.patterns[:, pair[1]]].sum())

    def named(self, pair: Pair) -> str:
        """Give a pair its name.

        Args:
            pair: Places of two lists.
        Returns:
            The names of both lists.
        """
        return f"{self.lists[pair[0]]} with {self.lists[pair[1]]}"


def read_overlaps(table: pa.Table, *, count: str = "count", where: str = "the overlap counts") -> Overlaps:
    """Read a table of patterns and counts, and refuse rows of persons.

    Args:
        table: One row per pattern: a column of 0 and 1 for every list, and how many persons had the pattern. Patterns
            without a row were had by nobody.
        count: Name of the column with the counts.
        where: How errors call the table.
    Returns:
        The counts of all patterns, those of nobody included.
    Raises:
        EvaluationError: The table looks like rows of persons, a column is no list, a pattern has two rows, a count
            is no whole number, somebody is said to be on no list, or there are too few or too many lists.
    Example:
        >>> read_overlaps(pa.table({"a": [1, 0, 1], "b": [0, 1, 1], "c": [0, 1, 0], "count": [5, 4, 2]})).observed
        11
    """
    if count not in table.column_names:
        _refuse(where, f"it has no column {count}, so each row would be a person", _COUNT_HERE)
    lists = tuple(name for name in table.column_names if name != count)
    strange = [name for name in lists if not _is_list(table[name])]
    if strange:
        what = f"the column {', '.join(strange)} is no list: it holds something other than 0 and 1"
        _refuse(where, f"{what}, as rows of persons do", _COUNT_HERE)
    if not FEWEST_LISTS <= len(lists) <= MOST_LISTS:
        mend = (
            "two lists cannot tell whether they find the same people; put kindred lists together where there are many"
        )
        _refuse(where, f"it has {len(lists)} lists, this method takes {FEWEST_LISTS} to {MOST_LISTS}", mend)
    counts = _whole(table[count], count, where)
    marks = np.column_stack([_numbers(table[name]) for name in lists]) > 0
    return _laid_out(lists, marks, counts, where)


def _laid_out(lists: tuple[str, ...], marks: Marks, counts: Floats, where: str) -> Overlaps:
    powers = 2 ** np.arange(len(lists))
    numbers = marks @ powers
    seen, times = np.unique(numbers, return_counts=True)
    if (times > 1).any():
        pattern = " with ".join(
            n for n, on in zip(lists, _pattern(int(seen[times > 1][0]), len(lists)), strict=True) if on
        )
        _refuse(
            where,
            f"the pattern '{pattern or 'on no list'}' has more than one row, as rows of persons have",
            _COUNT_HERE,
        )
    if len(counts) and (counts <= 1).all():
        _refuse(where, "no count is above 1, as if each row were a person", _COUNT_HERE)
    if counts[numbers == 0].sum():
        _refuse(where, "somebody is counted who is on no list, which is what is to be estimated", "take that row out")
    full = np.zeros(2 ** len(lists))
    full[numbers] = counts
    cells = np.arange(1, len(full))
    patterns = (cells[:, None] & powers) > 0
    empty = [name for name, on in zip(lists, patterns.T, strict=True) if not full[1:][on].sum()]
    if empty:
        _refuse(where, f"nobody is on the list {', '.join(empty)}", "leave it out")
    return Overlaps(lists, patterns, full[1:])


def _pattern(number: int, width: int) -> list[bool]:
    return [bool(number >> place & 1) for place in range(width)]


def _is_list(column: pa.ChunkedArray) -> bool:
    kind = column.type
    if column.null_count or not (pa.types.is_boolean(kind) or pa.types.is_integer(kind) or pa.types.is_floating(kind)):
        return False
    return set(np.unique(_numbers(column)).tolist()) <= {0.0, 1.0}


def _numbers(column: pa.ChunkedArray) -> Floats:
    whole = pc.cast(column, pa.int8()) if pa.types.is_boolean(column.type) else column
    return np.asarray(pc.cast(whole, pa.float64()).to_numpy(), dtype=np.float64)


def _whole(column: pa.ChunkedArray, name: str, where: str) -> Floats:
    kind = column.type
    values = _numbers(column) if pa.types.is_integer(kind) or pa.types.is_floating(kind) else np.array([np.nan])
    if not (np.isfinite(values).all() and (values >= 0).all() and (values == np.floor(values)).all()):
        _refuse(where, f"column {name} holds something that is no count", "write whole numbers of 0 or more")
    return values


def _refuse(where: str, what: str, mend: str) -> None:
    raise EvaluationError(where=where, what=what, mend=mend)
