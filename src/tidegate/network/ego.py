"""The neighbourhood of one node: who is reached within a few steps, and through what."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from tidegate.network.graph import Graph

HUB = 100
"""More neighbours than this, and a walk ends there unless it began there: a municipality, a bank, a business centre
ties everybody to everybody."""


@dataclass(frozen=True)
class Ego:
    """What surrounds a node.

    Args:
        nodes: The nodes that are reached, nearest first, with `steps` from the first (contract `NODES` and `steps`).
        ties: The ties between them.
        hubs: Entities that were reached but not walked through, for they have too many neighbours.
    """

    nodes: pa.Table
    ties: pa.Table
    hubs: tuple[str, ...]


def ego(graph: Graph, entity: str, *, depth: int = 2, hub: int = HUB) -> Ego:
    """Walk from a node to everything within some steps.

    Args:
        graph: The network.
        entity: Where the walk begins.
        depth: Steps, at least 0.
        hub: A node with more neighbours than this is reached, but not walked through.
    Returns:
        The neighbourhood; the node alone where it has no tie.
    Raises:
        NetworkError: There is no such node.
        ValueError: `depth` or `hub` is below 0.
    """
    if depth < 0 or hub < 0:
        raise ValueError(f"depth is {depth} and hub is {hub}: give whole numbers, 0 or more")
    start = graph.number(entity)
    steps, hubs = walk(graph.neighbours, start, depth=depth, hub=hub)
    reached = np.flatnonzero(steps >= 0)
    reached = reached[np.lexsort((graph.entities[reached].astype(str), steps[reached]))]
    inside = steps >= 0
    ties = graph.ties.filter(pa.array(inside[graph.source] & inside[graph.target]))
    nodes = graph.nodes.take(pa.array(reached)).append_column("steps", pa.array(steps[reached]))
    return Ego(nodes, ties, tuple(sorted(str(e) for e in graph.entities[hubs])))


def walk(neighbours: Any, start: int, *, depth: int, hub: int) -> tuple[Any, Any]:
    """Count the steps from one node to others.

    Args:
        neighbours: Symmetric matrix in rows (CSR).
        start: Number of the first node.
        depth: Most steps.
        hub: More neighbours than this, and the walk ends there.
    Returns:
        Steps to each node, -1 where none was found, and the numbers of the hubs at which it ended.
    """
    degrees = np.diff(neighbours.indptr)
    steps = np.full(neighbours.shape[0], -1, dtype=np.int64)
    steps[start] = 0
    ends: list[Any] = []
    front = np.array([start])
    for step in range(1, depth + 1):
        crowded = (degrees[front] > hub) & (front != start)
        ends.append(front[crowded])
        nearby = np.unique(neighbours[front[~crowded]].indices)
        front = nearby[steps[nearby] < 0]
        steps[front] = step
        if not len(front):
            break
    return steps, np.concatenate(ends) if ends else np.array([], dtype=np.int64)
