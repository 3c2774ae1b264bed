"""Where each node stands in the drawing, worked out once and stored.

From coarse to fine: the communities of the coarsest level are laid out first, each level below begins where its
communities stand, and nodes then move a little until ties are about as long as they should be and nobody stands on
another. A tie is a rope, not a spring: it pulls only where it is too long, and the rope to a node with many neighbours
is longer, so that they find room around it. Nodes are kept apart from the nearest few alone. So each round takes time
in proportion to nodes (times the logarithm of their number) and ties. Components do not touch while this happens, and
are set side by side at the end, the largest first.
"""

import hashlib
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from scipy import sparse
from scipy.sparse import csgraph
from scipy.spatial import cKDTree

from tidegate.network.communities import communities, overall
from tidegate.network.contracts import LAYOUT
from tidegate.network.graph import Graph, adjacency, graph_of, without_persons

_NEAREST = 8
_ROUNDS = 30
_AGAIN = 5
_GAP = 2.0
_COARSER = 0.6
_EAGER = 1.4
_DISC = 0.7


@dataclass(frozen=True)
class _Level:
    """One level: its ties, the room that each node takes, and its community on the next level."""

    ties: Any
    room: Any
    above: Any


def layout_of(nodes: pa.Table, ties: pa.Table, *, seed: int = 1) -> pa.Table:
    """Lay out the network without natural persons, and find its communities.

    Args:
        nodes: The nodes (contract `NODES`).
        ties: The ties (contract `TIES`).
        seed: The same seed gives the same drawing.
    Returns:
        One row per node that has a tie and is no natural person, ordered by entity (contract `LAYOUT`).
    Raises:
        ContractError: A table does not keep its contract.
    """
    entities, near = _drawn(nodes, ties)
    if not len(entities):
        return LAYOUT.empty()
    levels = communities(near, seed=seed)
    component = components(near)
    place = positions(near, levels, component, seed=seed)
    position = _packed(np.column_stack([place.real, place.imag]), component)
    table = pa.table({
        "entity": pa.array(entities, pa.string()), "x": position[:, 0], "y": position[:, 1],
        "community": pa.array(overall(levels), pa.int64()), "component": pa.array(component, pa.int64()),
    })  # fmt: skip
    return LAYOUT.check(table.cast(LAYOUT.schema()))


def layout_mark(nodes: pa.Table, ties: pa.Table) -> str:
    """Give a hash of what a drawing rests on: who is tied to whom, and how often; not since when or by which register.

    Args:
        nodes: The nodes (contract `NODES`).
        ties: The ties (contract `TIES`).
    Returns:
        The hash; with the same one `layout_of` gives the same table.
    """
    entities, near = _drawn(nodes, ties)
    whole = hashlib.sha256("\n".join(entities).encode())
    for part in (near.indptr.astype(np.int64), near.indices.astype(np.int64), near.data.astype(np.float64)):
        whole.update(part.tobytes())
    return whole.hexdigest()


def _drawn(nodes: pa.Table, ties: pa.Table) -> tuple[Any, Any]:
    """Take what is drawn: the entities that have a tie and are no natural person, and how firmly each pulls others."""
    graph = without_persons(graph_of(nodes, ties))
    tied = np.flatnonzero(np.diff(graph.neighbours.indptr))
    near = graph.neighbours[tied][:, tied].tocsr()
    near = (near + 0.5 * _repeated(graph, tied)).tocsr()
    near.sort_indices()
    return graph.entities[tied], near


def arrange(count: int, source: Any, target: Any, *, seed: int = 1) -> Any:
    """Place the nodes of a small drawing by themselves, such as what surrounds one entity.

    Args:
        count: Number of nodes, numbered from 0.
        source: Number of the node at the source of each tie.
        target: Number of the node at its target.
        seed: The same seed gives the same drawing.
    Returns:
        One row per node with x and y; two neighbours are about one apart.
    Example:
        >>> arrange(3, [0, 1], [1, 2]).shape
        (3, 2)
    """
    near = adjacency(np.asarray(source, dtype=np.int64), np.asarray(target, dtype=np.int64), count).tocsr()
    if not near.nnz:
        return np.column_stack([np.arange(count) * _GAP, np.zeros(count)])
    component = components(near)
    place = positions(near, communities(near, seed=seed), component, seed=seed)
    return _packed(np.column_stack([place.real, place.imag]), component)


def components(near: Any) -> Any:
    """Number the parts that hang together, 0 the largest; of equal ones, the one with the first node.

    Args:
        near: Symmetric sparse matrix.
    Returns:
        One number per node.
    """
    count, label = csgraph.connected_components(near, directed=False)
    sizes = np.bincount(label, minlength=count)
    place = np.empty(count, dtype=np.int64)
    place[np.lexsort((np.arange(count), -sizes))] = np.arange(count)
    return place[label]


def positions(near: Any, levels: list[Any], component: Any, *, seed: int) -> Any:
    """Find a place for each node, components far apart.

    Args:
        near: Symmetric sparse matrix of ties.
        levels: Communities from fine to coarse.
        component: Number of the component of each node.
        seed: The same seed gives the same places.
    Returns:
        One complex number per node, x + iy; two neighbours are about one apart.
    """
    chance = np.random.default_rng(seed)
    ladder = _ladder(near, levels)
    top = ladder[-1]
    where = _first_of(component, levels)
    place = _apart(where, np.bincount(component)) + _scatter(chance, top.room) * 2
    place = _relaxed(place, top, np.zeros(len(place)))
    for level, higher in zip(reversed(ladder[:-1]), reversed(ladder[1:]), strict=True):
        around = higher.room[level.above]
        place = _relaxed(place[level.above] + _scatter(chance, _DISC * around), level, around)
    return place


def _repeated(graph: Graph, tied: Any) -> Any:
    """How many ties there are beyond the first between two nodes, at most four: several registers pull harder."""
    size = graph.nodes.num_rows
    apart = graph.source != graph.target
    ones = np.ones(int(apart.sum()))
    half = sparse.csr_matrix((ones, (graph.source[apart], graph.target[apart])), shape=(size, size))
    both = (half + half.T)[tied][:, tied].tocsr()
    both.data = np.clip(both.data - 1, 0, 4)
    return both


def _ladder(near: Any, levels: list[Any]) -> list[_Level]:
    ladder, room = [], np.ones(near.shape[0])
    for label in _steep(levels):
        ladder.append(_Level(near, room, label))
        size = len(label)
        into = sparse.csr_matrix((np.ones(size), (np.arange(size), label)), shape=(size, label.max() + 1))
        near = (into.T @ near @ into).tocsr()
        near = (near - sparse.diags_array(near.diagonal())).tocsr()
        near.eliminate_zeros()
        room = np.sqrt(np.bincount(label, room**2))
    ladder.append(_Level(near, room, np.zeros(0, dtype=np.int64)))
    return ladder


def _steep(levels: list[Any]) -> list[Any]:
    """Skip levels that are hardly coarser than the one below: they cost a layout and change little."""
    kept = [levels[0]]
    for label in levels[1:]:
        if label.max() + 1 < _COARSER * len(label):
            kept.append(label)
        else:
            kept[-1] = label[kept[-1]]
    return kept


def _first_of(component: Any, levels: list[Any]) -> Any:
    """The component of each community of the coarsest level."""
    for label in levels:
        higher = np.zeros(label.max() + 1, dtype=np.int64)
        higher[label] = component
        component = higher
    return component


def _apart(component: Any, sizes: Any) -> Any:
    """A corner of its own for each component, too far for others to be among the nearest that matter."""
    reach = 6 * np.sqrt(sizes.max()) + 50
    side = int(np.ceil(np.sqrt(len(sizes))))
    return (component % side + 1j * (component // side)) * reach


def _scatter(chance: Any, room: Any) -> Any:
    """Points drawn evenly from discs of the given sizes."""
    angle, part = chance.random(len(room)) * 2 * np.pi, np.sqrt(chance.random(len(room)))
    return np.exp(1j * angle) * room * part


def _relaxed(place: Any, level: _Level, around: Any) -> Any:
    """Let ropes pull and neighbours make room, round after round, with ever smaller steps.

    A rope between two communities is as long as both discs are wide, or it would pull them over each other.
    """
    upper = sparse.triu(level.ties, k=1).tocoo()
    a, b = upper.row, upper.col
    many = np.sqrt(np.bincount(np.concatenate([a, b]), minlength=len(place)))
    wide = level.room[a] + level.room[b]
    rope = _DISC * wide + 0.5 * np.maximum(many[a], many[b]) * np.minimum(level.room[a], level.room[b])
    if len(level.above):
        across = level.above[a] != level.above[b]
        rope = np.where(across, np.maximum(rope, _DISC * (around[a] + around[b])), rope)
    for count in range(_ROUNDS):
        if count % _AGAIN == 0:
            near, least = _nearest(place, level.room)
        ease = _EAGER * (1 - 0.8 * count / _ROUNDS)
        place = place + ease * (_pulled(place, a, b, rope) + _pushed(place, near, least))
    return place


def _nearest(place: Any, room: Any) -> tuple[Any, Any]:
    """The nearest few of each node, and how far they must be from it; from itself, not at all."""
    points = np.column_stack([place.real, place.imag])
    _, near = cKDTree(points).query(points, k=min(_NEAREST + 1, len(points)))
    near = near.reshape(len(points), -1)
    least = _DISC * (room[:, None] + room[near])
    least[near == np.arange(len(points))[:, None]] = 0
    return near, least


def _pulled(place: Any, a: Any, b: Any, rope: Any) -> Any:
    """How far the ropes that are too long move each node: their mean, for by the sum hubs would be thrown about."""
    apart = place[b] - place[a]
    distance = np.abs(apart)
    tight = distance > rope
    a, b = a[tight], b[tight]
    half = apart[tight] * (0.5 * (1 - rope[tight] / distance[tight]))
    size = len(place)
    number = np.bincount(a, minlength=size) + np.bincount(b, minlength=size)
    x = np.bincount(a, half.real, size) - np.bincount(b, half.real, size)
    y = np.bincount(a, half.imag, size) - np.bincount(b, half.imag, size)
    return (x + 1j * y) / np.maximum(number, 1)


def _pushed(place: Any, near: Any, least: Any) -> Any:
    """How far each node makes room for those that are too near, on average."""
    apart = place[near] - place[:, None]
    distance = np.maximum(np.abs(apart), 1e-9)
    short = np.maximum(least - distance, 0)
    number = np.count_nonzero(short, axis=1)
    return -0.5 * (apart * (short / distance)).sum(axis=1) / np.maximum(number, 1)


def _packed(place: Any, component: Any) -> Any:
    """Set components side by side in rows, the largest first."""
    count = component.max() + 1
    low, high = np.full((count, 2), np.inf), np.full((count, 2), -np.inf)
    np.minimum.at(low, component, place)
    np.maximum.at(high, component, place)
    size = high - low + _GAP
    width = max(size[:, 0].max(), 1.3 * np.sqrt((size[:, 0] * size[:, 1]).sum()))
    order = np.lexsort((np.arange(count), -size[:, 1]))
    along = np.cumsum(size[order, 0]) - size[order, 0]
    row = (along / width).astype(np.int64)
    _, first, row = np.unique(row, return_index=True, return_inverse=True)
    height = np.maximum.reduceat(size[order, 1], first)
    start = np.empty((count, 2))
    start[order, 0] = along - along[first][row]
    start[order, 1] = (np.cumsum(height) - height)[row]
    return place - low[component] + start[component]
