"""Which cells of a table with totals stay hidden, so that no small count can be worked out from what is shown.

The rule: a count under `least` is hidden, a zero as well, for its absence from a list of counts would show it. Then
further cells are hidden until, for all that is shown, each of those counts could be anything from 0 to at least
`least`: nobody can tell from the table whether it is small. Totals are cells like the others, and may be hidden.

A table with its totals is a flow: rows and columns are nodes, cells are arcs from row to column, totals the arcs back.
How far a hidden cell can move is then the largest flow through the other hidden cells, and what is best hidden beside
it lies on the cheapest path.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse.csgraph import dijkstra

LEAST = 10
"""Counts from here on may be shown."""

_FREE = 1e-6
"""What it costs to use a cell that is hidden already: next to nothing, yet the shorter way is taken."""

Counts = npt.NDArray[np.int64]
Marks = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Margined:
    """A table with its totals in the last row and column.

    Args:
        counts: Counts and totals, one row and one column more than the table.
        hidden: Cells that must not be shown.
    """

    counts: Counts
    hidden: Marks


def suppressed(table: Counts, *, least: int = LEAST) -> Margined:
    """Add totals to a table, and say what must be hidden.

    Args:
        table: Counts, 0 or more, at least one row and one column; no cell may hold totals of others.
        least: The least count that may be shown.
    Returns:
        The table with its totals, and the hidden cells.
    Raises:
        ValueError: The table has no cell, or a count below 0.
    Source:
        Fischetti and Salazar (1999), two-dimensional cell suppression, Mathematical Programming 84, 283-312.
    Example:
        >>> suppressed(np.array([[30, 4], [20, 15], [12, 40]])).hidden.astype(int).tolist()
        [[1, 1, 0], [1, 1, 0], [0, 0, 0], [0, 0, 0]]
    """
    if table.ndim != 2 or table.size == 0 or (table < 0).any():
        raise ValueError("a table of counts has a cell, and no count below 0: give the counts as rows and columns")
    counts = np.block([[table, table.sum(axis=1, keepdims=True)], [table.sum(axis=0), table.sum()]]).astype(np.int64)
    hidden = counts < least
    for i, j in sorted(zip(*np.nonzero(counts < least), strict=True), key=lambda at: (int(counts[at]), at)):
        _protect(counts, hidden, int(i), int(j), least - int(counts[i, j]), up=True)
        _protect(counts, hidden, int(i), int(j), int(counts[i, j]), up=False)
    return Margined(counts, hidden)


def _protect(counts: Counts, hidden: Marks, i: int, j: int, amount: int, *, up: bool) -> None:
    """Hide further cells until this one can move by an amount; there always are enough, for all could be hidden."""
    rows = counts.shape[0]
    room, inner = _room(counts), _forward(counts.shape)
    start, end = (i, rows + j) if inner[i, j] != up else (rows + j, i)
    room[i, rows + j] = room[rows + j, i] = 0
    while amount > 0:
        price = np.where(hidden, _FREE, counts + 1.0)
        both = np.zeros_like(room)
        both[:rows, rows:], both[rows:, :rows] = price, price.T
        _, before = dijkstra(np.where(room > 0, both, 0), indices=start, return_predecessors=True)
        path = [end]
        while path[-1] != start:
            path.append(int(before[path[-1]]))
        steps = list(zip(path[1:], path, strict=False))
        pushed = min(amount, *(room[a, b] for a, b in steps))
        for a, b in steps:
            room[a, b] -= pushed
            room[b, a] += pushed
            hidden[min(a, b), max(a, b) - rows] = True
        amount -= int(pushed)


def _forward(shape: tuple[int, ...]) -> Marks:
    """Tell which cells are arcs from their row to their column: those of the table, and the grand total."""
    inner = np.zeros(shape, dtype=np.bool_)
    inner[:-1, :-1] = inner[-1, -1] = True
    return inner


def _room(counts: Counts) -> npt.NDArray[np.float64]:
    """Give how much can flow from node to node: any amount along an arc, against it what the cell holds."""
    rows, columns = counts.shape
    inner = _forward(counts.shape)
    room = np.zeros((rows + columns, rows + columns))
    room[:rows, rows:] = np.where(inner, np.inf, counts)
    room[rows:, :rows] = np.where(inner, counts, np.inf).T
    return room
