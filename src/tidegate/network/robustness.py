"""What remains of a network when leases, permits, firms or single ties end.

One may ask it of the picture as it stands, and of a picture that is not sure of its ties: each is then drawn anew many
times, present as often as its links are likely. Answers are about the network as a whole: how large its largest part
is, into how many it falls. They say nothing of a single node.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy import sparse
from scipy.sparse import csgraph

from tidegate.network.contracts import REMAINS, UNCERTAIN_REMAINS
from tidegate.network.graph import Graph

_SMALL = 1500
"""Nodes up to which the efficiency is worked out: every distance has to be known for it."""


@dataclass(frozen=True)
class End:
    """One thing that ends.

    Args:
        name: What it is, in words.
        entities: Entities that go; with `kinds`, they stay and only their ties of these kinds end.
        kinds: Kinds of ties that end: at `entities`, or everywhere where no entity is named.
        ties: Ids of single ties that end.
    """

    name: str
    entities: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    ties: tuple[str, ...] = ()


def remains(graph: Graph, ends: Sequence[End], *, efficiency: bool = False) -> pa.Table:
    """Tell what remains after each of several ends, one on top of the other.

    Args:
        graph: The network.
        ends: What ends, in this order.
        efficiency: Whether to work out the efficiency too, the mean of 1 / steps over all pairs of nodes; left out
            above 1,500 nodes, for it needs every distance.
    Returns:
        One row per step, step 0 before anything ends (contract `REMAINS`).
    Raises:
        NetworkError: An entity that should end is no node.
    Source:
        Efficiency: Latora, Marchiori (2001), Physical Review Letters 87, 198701, doi:10.1103/PhysRevLett.87.198701.
    """
    rows = []
    for step, (name, node, tie) in enumerate(_stages(graph, ends)):
        sizes = _sizes(graph, node, tie)
        row = {"step": step, "ended": name, "nodes": int(node.sum()), "ties": int(tie.sum()), **_told(sizes)}
        cheap = efficiency and row["nodes"] <= _SMALL
        rows.append(row | {"efficiency": _efficiency(graph, node, tie) if cheap else None})
    return REMAINS.check(pa.Table.from_pylist(rows, schema=REMAINS.schema()))


def remains_uncertain(
    graph: Graph, ends: Sequence[End], *, presence: Any, draws: int = 100, seed: int = 1, interval: float = 0.9
) -> pa.Table:
    """Tell what remains where it is not sure which ties are there.

    Args:
        graph: The network.
        ends: What ends, in this order, one on top of the other.
        presence: For each tie of the network, the probability that it is there, 0..1; `presence_of` takes it from
            the links on which the tie rests. Ties are drawn independently of each other.
        draws: How many networks are drawn.
        seed: Seed of the draws.
        interval: Share of the draws that lie between `low` and `high`, in the middle.
    Returns:
        Two rows per step, for the largest part and the number of parts (contract `UNCERTAIN_REMAINS`).
    Raises:
        NetworkError: An entity that should end is no node.
        ValueError: There is not one probability per tie, or something lies outside its range.
    """
    chances = np.asarray(presence, dtype=np.float64)
    if chances.shape != (graph.ties.num_rows,) or not ((chances >= 0) & (chances <= 1)).all():
        raise ValueError("presence: give one probability from 0 to 1 for each tie of the network")
    if draws < 1 or not 0 < interval < 1:
        raise ValueError(f"draws is {draws} and interval is {interval}: give 1 or more draws, and a share below 1")
    chance = np.random.default_rng(seed)
    stages = _stages(graph, ends)
    found = np.empty((draws, len(stages), 2))
    for draw in range(draws):
        there = chance.random(len(chances)) < chances
        for step, (_, node, tie) in enumerate(stages):
            told = _told(_sizes(graph, node, tie & there))
            found[draw, step] = told["largest"], told["components"]
    tail = (1 - interval) / 2
    rows = [
        {"step": step, "ended": name, "measure": measure, "mean": float(values.mean()),
         "low": float(np.quantile(values, tail)), "high": float(np.quantile(values, 1 - tail)), "draws": draws}
        for step, (name, _, _) in enumerate(stages)
        for measure, values in (("largest", found[:, step, 0]), ("components", found[:, step, 1]))
    ]  # fmt: skip
    return UNCERTAIN_REMAINS.check(pa.Table.from_pylist(rows, schema=UNCERTAIN_REMAINS.schema()))


def presence_of(ties: pa.Table) -> Any:
    """Take the probability that a tie is there from the weaker of the links of its ends.

    Args:
        ties: The ties (contract `TIES`).
    Returns:
        One probability per tie, 0..1; 1 where it rests on no link.
    Example:
        >>> from tidegate.network.contracts import TIES
        >>> presence_of(TIES.empty()).tolist()
        []
    """
    bits = pc.fill_null(ties.column("bits"), np.inf).to_numpy()
    return 1 / (1 + np.exp2(-bits))


def _stages(graph: Graph, ends: Sequence[End]) -> list[tuple[str, Any, Any]]:
    """Which nodes and ties are left before and after each end."""
    node = np.ones(graph.nodes.num_rows, dtype=bool)
    tie = np.ones(graph.ties.num_rows, dtype=bool)
    stages = [("", node, tie)]
    for end in ends:
        numbers = np.array([graph.number(e) for e in end.entities], dtype=np.int64)
        node, tie = node.copy(), tie.copy()
        if end.kinds:
            kinds = pc.is_in(graph.ties.column("kind"), value_set=pa.array(end.kinds, pa.string()))
            meant = kinds.to_numpy().astype(bool)
            if len(numbers):
                meant &= np.isin(graph.source, numbers) | np.isin(graph.target, numbers)
            tie &= ~meant
        else:
            node[numbers] = False
        named = pc.is_in(graph.ties.column("tie"), value_set=pa.array(end.ties, pa.string()))
        tie &= ~named.to_numpy().astype(bool)
        tie &= node[graph.source] & node[graph.target]
        stages.append((end.name, node, tie))
    return stages


def _sizes(graph: Graph, node: Any, tie: Any) -> Any:
    """Sizes of the parts that hang together."""
    size = len(node)
    pairs = (np.ones(int(tie.sum()), dtype=np.int8), (graph.source[tie], graph.target[tie]))
    _, label = csgraph.connected_components(sparse.coo_matrix(pairs, shape=(size, size)), directed=False)
    sizes = np.bincount(label[node]) if node.any() else np.zeros(0, dtype=np.int64)
    return sizes[sizes > 0]


def _told(sizes: Any) -> dict[str, Any]:
    nodes = int(sizes.sum())
    pairs = nodes * (nodes - 1)
    together = float((sizes * (sizes - 1)).sum() / pairs) if pairs else 0.0
    return {"components": len(sizes), "largest": int(sizes.max(initial=0)), "together": together}


def _efficiency(graph: Graph, node: Any, tie: Any) -> float:
    left = np.flatnonzero(node)
    if len(left) < 2:
        return 0.0
    size = len(node)
    pairs = sparse.csr_matrix((np.ones(int(tie.sum())), (graph.source[tie], graph.target[tie])), shape=(size, size))
    steps = csgraph.shortest_path(pairs[left][:, left], directed=False, unweighted=True)
    np.fill_diagonal(steps, np.inf)
    return float((1 / steps).sum() / (len(left) * (len(left) - 1)))
