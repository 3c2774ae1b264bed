"""A table under construction: rows are added in batches, columns are read as arrays.

The number of a row is its place in the order of adding and is never shown: what a file shows is a
number drawn anew, so that the order of planting leaves no trace.
"""

import zlib
from typing import Any

import numpy as np
import numpy.typing as npt

Ids = npt.NDArray[np.int64]


def stream(seed: int, purpose: str, block: int) -> np.random.Generator:
    """Give a source of chance of its own to one purpose in one block.

    Args:
        seed: Seed of the whole city.
        purpose: What the chance is for; another purpose draws other numbers.
        block: Number of the block of the city; a further block leaves the earlier ones as they are.
    Returns:
        A generator that depends on these three only.
    """
    return np.random.default_rng([seed, zlib.crc32(purpose.encode()), block])


class Draft:
    """A table that grows by batches of rows.

    Args:
        defaults: The columns, each with the value that it takes where a batch does not name it.
    Example:
        >>> t = Draft(floor=10, use=0)
        >>> t.add(2, floor=[25, 30]).tolist(), t["use"].tolist()
        ([0, 1], [0, 0])
    """

    def __init__(self, **defaults: int) -> None:
        self._defaults = defaults
        self._parts: dict[str, list[Ids]] = {name: [] for name in defaults}
        self._rows = 0

    def __len__(self) -> int:
        return self._rows

    def __getitem__(self, name: str) -> Ids:
        parts = self._parts[name]
        if len(parts) != 1:
            parts[:] = [np.concatenate(parts) if parts else np.zeros(0, np.int64)]
        return parts[0]

    def add(self, rows: int, **values: Any) -> Ids:
        """Add a batch of rows.

        Args:
            rows: Number of rows.
            values: Columns; a single number is repeated.
        Returns:
            The numbers of the new rows.
        """
        unknown = values.keys() - self._defaults.keys()
        if unknown:
            raise ValueError(f"no such column: {', '.join(sorted(unknown))}")
        for name, default in self._defaults.items():
            given = np.asarray(values.get(name, default), dtype=np.int64)
            self._parts[name].append(np.broadcast_to(given, (rows,)).copy())
        self._rows += rows
        return np.arange(self._rows - rows, self._rows)


def numbers_by_chance(random: np.random.Generator, rows: int) -> Ids:
    """Number the rows in an order that says nothing about them."""
    return random.permutation(rows)


def numbers_by_date(random: np.random.Generator, dates: Ids) -> Ids:
    """Number the rows by date, as a counter on a desk does; equal dates fall as chance has it."""
    order = np.lexsort((random.random(len(dates)), dates))
    numbers = np.empty(len(dates), np.int64)
    numbers[order] = np.arange(len(dates))
    return numbers
