"""A table that grows: columns as numpy arrays, so that a block of the city is made without a loop over its rows."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[Any]


class Rows:
    """Columns of equal length that grow at the end; a row is known by its place.

    Args:
        columns: Name of a column to its numpy type.
    """

    def __init__(self, **columns: str) -> None:
        self._types = columns
        self._parts: dict[str, list[Numbers]] = {name: [] for name in columns}
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def add(self, **values: Any) -> Numbers:
        """Append rows.

        Args:
            values: For every column an array, or one value for all the new rows.
        Returns:
            The places of the new rows.
        Raises:
            ValueError: A column is missing or unknown.
        Example:
            >>> r = Rows(a="int32", b="float64")
            >>> r.add(a=[1, 2], b=0.5)
            array([0, 1])
        """
        if set(values) != set(self._types):
            raise ValueError(f"columns {sorted(set(values) ^ set(self._types))} are missing or unknown")
        count = max(np.size(v) if np.ndim(v) else 1 for v in values.values())
        if any(np.ndim(v) and np.size(v) == 0 for v in values.values()):
            count = 0
        for name, kind in self._types.items():
            self._parts[name].append(np.broadcast_to(np.asarray(values[name], dtype=kind), (count,)))
        self._length += count
        return np.arange(self._length - count, self._length)

    def __getitem__(self, name: str) -> Numbers:
        """Give a column; what is written into it stays written."""
        parts = self._parts[name]
        if len(parts) != 1 or not parts[0].flags.writeable:
            self._parts[name] = [np.concatenate(parts) if parts else np.zeros(0, dtype=self._types[name])]
        return self._parts[name][0]
