"""How one node is tied to another: the chains between them, and the rows of registers that prove each step."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from scipy.sparse import csgraph

from tidegate.network.ego import HUB
from tidegate.network.graph import Graph


@dataclass(frozen=True)
class Chain:
    """One way from a node to another.

    Args:
        entities: The nodes on the way, both ends included.
        steps: For each step the ties between its two nodes, whichever way they point (contract `TIES`): kind, role,
            time, and the register, file and row that prove it.
    """

    entities: tuple[str, ...]
    steps: tuple[pa.Table, ...]


@dataclass(frozen=True)
class Between:
    """The ways between two nodes.

    Args:
        chains: The ways, shortest first, then by their entities.
        more: Whether there are more of them than were asked for.
        hubs: Entities set aside that would have given a way at least as short.
    """

    chains: tuple[Chain, ...]
    more: bool
    hubs: tuple[str, ...]


def paths_between(graph: Graph, first: str, last: str, *, most: int = 10, longer: int = 0, hub: int = HUB) -> Between:
    """Find the shortest ways between two nodes, and those a little longer.

    Args:
        graph: The network.
        first: One end.
        last: The other end.
        most: Ways at most.
        longer: How many steps longer than the shortest a way may be.
        hub: A node with more neighbours than this is not walked through, unless it is an end.
    Returns:
        The ways; none where the two do not hang together, or only through hubs.
    Raises:
        NetworkError: One of them is no node.
    """
    a, b = graph.number(first), graph.number(last)
    whole = graph.neighbours
    crowded = np.diff(whole.indptr) > hub
    crowded[[a, b]] = False
    open_ = np.flatnonzero(~crowded)
    ways = whole[open_][:, open_]
    place = {int(n): i for i, n in enumerate(open_)} if len(open_) < len(crowded) else None
    start, end = (place[a], place[b]) if place is not None else (a, b)
    far = _steps(ways, end)
    shortest = far[start]
    hubs = _shortcuts(graph, crowded, (a, b), shortest)
    if not np.isfinite(shortest):
        return Between((), False, hubs)
    found = []
    for route in _routes(ways, start, end, far, int(shortest) + longer):
        found.append([int(open_[n]) for n in route])
        if len(found) > most:
            break
    chains = tuple(_chain(graph, numbers) for numbers in found[:most])
    return Between(chains, len(found) > most, hubs)


def _steps(ways: Any, start: int) -> Any:
    return csgraph.dijkstra(ways, unweighted=True, indices=start)


def _shortcuts(graph: Graph, crowded: Any, ends: tuple[int, int], shortest: float) -> tuple[str, ...]:
    """The hubs without which the way is longer, or not there at all."""
    if not crowded.any():
        return ()
    through = _steps(graph.neighbours, ends[0]) + _steps(graph.neighbours, ends[1])
    least = through.min()
    if not np.isfinite(least) or least >= shortest:
        return ()
    numbers = np.flatnonzero(crowded & (through == least))
    return tuple(sorted(str(e) for e in graph.entities[numbers]))


def _routes(ways: Any, start: int, end: int, far: Any, longest: int) -> Iterator[list[int]]:
    """Every way without a node twice, shortest first; a step is taken only where the end is still near enough."""
    for length in range(int(far[start]), longest + 1):
        yield from _routes_of(ways, [start], end, far, length)


def _routes_of(ways: Any, so_far: list[int], end: int, far: Any, left: int) -> Iterator[list[int]]:
    here = so_far[-1]
    if here == end:
        if left == 0:
            yield list(so_far)
        return
    for there in ways.indices[ways.indptr[here] : ways.indptr[here + 1]]:
        if far[there] <= left - 1 and there not in so_far:
            yield from _routes_of(ways, [*so_far, int(there)], end, far, left - 1)


def _chain(graph: Graph, numbers: list[int]) -> Chain:
    steps = []
    for a, b in itertools.pairwise(numbers):
        forth = (graph.source == a) & (graph.target == b)
        back = (graph.source == b) & (graph.target == a)
        steps.append(graph.ties.filter(pa.array(forth | back)))
    return Chain(tuple(str(graph.entities[n]) for n in numbers), tuple(steps))
