"""What surrounds an entity: nodes and ties for a drawing, more of them on demand, and the way from one to another.

A natural person is drawn where a tie leads to him, without a number: neither how many ties he has nor how many are not
shown is told.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tidegate.errors import NetworkError
from tidegate.network import HUB, NODES, TIES, Graph, arrange, graph_of, paths_between
from tidegate.pipeline.picturing.shelf import Picture
from tidegate.web.atlas.reading.opening import Opened, opened

MOST_NODES = 500
"""Nodes of a drawing at first."""


@dataclass(frozen=True)
class Node:
    """A node.

    Args:
        id: Its entity.
        label: What it is called.
        kind: What it is.
        x: Its place in the drawing.
        y: Its place in the drawing.
        flags: Flags on it; 0 for a natural person.
        personal: Whether its data are personal.
        natural: Whether it is a natural person, or may be one.
        more: Neighbours that are not shown; None for a natural person.
    """

    id: str
    label: str
    kind: str
    x: float
    y: float
    flags: int
    personal: bool
    natural: bool
    more: int | None


@dataclass(frozen=True)
class Edge:
    """A tie.

    Args:
        id: Its id.
        source: Entity at its source.
        target: Entity at its target.
        kind: Kind of tie, a schema.
        label: In the register's words.
        since: First day.
        until: Last day.
    """

    id: str
    source: str
    target: str
    kind: str
    label: str
    since: date | None
    until: date | None


@dataclass(frozen=True)
class Drawing:
    """Nodes and ties.

    Args:
        nodes: The nodes, nearest first.
        edges: The ties between them.
        whole: Whether nothing within the steps asked for was left out.
        hubs: Nodes that were reached but not walked through, for they have too many neighbours.
    """

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    whole: bool = True
    hubs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Way:
    """A way from one entity to another.

    Args:
        entities: Nodes on it, both ends included.
        steps: For each step the ties between its two nodes, with the row that proves each.
    """

    entities: tuple[Node, ...]
    steps: tuple[tuple[Mapping[str, Any], ...], ...]


def around(
    picture: Picture, entity: str, *, steps: int = 2, most: int = MOST_NODES, on: date | None = None,
    seed: int | None = 1,
) -> Drawing | None:  # fmt: skip
    """Draw what surrounds an entity, step by step until nodes are enough.

    Args:
        picture: The picture.
        entity: Where the walk begins.
        steps: Steps at most.
        most: Nodes at most.
        on: Only ties that hold on this day; None for all.
        seed: Seed of the layout; None where no node needs a place, for placing takes longest.
    Returns:
        The drawing; None where the entity is not in the network.
    """
    own = opened(picture)
    if not own.rows("captions", entities=[entity]):
        return None
    return _drawn(own, *_walk(own, entity, steps, most, on), on=on, seed=seed)


def known(picture: Picture, entities: Iterable[str]) -> tuple[str, ...]:
    """Name those of some entities that the picture holds.

    Args:
        picture: The picture.
        entities: The entities.
    """
    wanted = list(dict.fromkeys(e for e in entities if e))
    there = {r["entity"] for r in opened(picture).rows("captions", entities=wanted)} if wanted else set()
    return tuple(e for e in wanted if e in there)


def expanded(picture: Picture, entity: str, *, most: int = MOST_NODES, on: date | None = None) -> Drawing | None:
    """Give an entity with all its neighbours, as far as they are not too many.

    Args:
        picture: The picture.
        entity: The entity.
        most: Nodes at most.
        on: Only ties that hold on this day; None for all.
    """
    return around(picture, entity, steps=1, most=most, on=on)


def drawn(picture: Picture, entities: Iterable[str], *, most: int = MOST_NODES) -> Drawing:
    """Draw some entities and the ties between them.

    Args:
        picture: The picture.
        entities: The entities.
        most: Nodes at most.
    """
    wanted = list(dict.fromkeys(entities))
    own = opened(picture)
    return _drawn(own, wanted[:most], len(wanted) <= most, (), on=None)


def ways(picture: Picture, first: str, last: str, *, most: int = 5, reach: int = 3) -> tuple[Way, ...]:
    """Find the shortest ways between two entities, each step with the rows that prove it.

    The ways are looked for among what lies within some steps of either end, and none leads through a hub.

    Args:
        picture: The picture.
        first: One end.
        last: The other end.
        most: Ways at most.
        reach: Steps from either end; a way of twice as many steps is found.
    Returns:
        The ways, shortest first; none where the two do not hang together, or one is not in the network.
    """
    own = opened(picture)
    found: dict[str, None] = {}
    for end in (first, last):
        found |= dict.fromkeys(_walk(own, end, reach, 20 * MOST_NODES, None)[0])
    graph = _graph(own, list(found))
    try:
        between = paths_between(graph, first, last, most=most)
    except NetworkError:
        return ()
    shown = {n.id: n for n in _nodes(own, [e for c in between.chains for e in c.entities], {}, (), seed=None)}
    return tuple(
        Way(tuple(shown[e] for e in chain.entities), tuple(tuple(s.to_pylist()) for s in chain.steps))
        for chain in between.chains
    )


def _walk(own: Opened, start: str, steps: int, most: int, on: date | None) -> tuple[list[str], bool, tuple[str, ...]]:
    found, front, hubs, whole = {start: None}, [start], [], True
    for _ in range(steps):
        beside: dict[str, list[str]] = defaultdict(list)
        for end in own.rows("network_ties", entities=front, on=on):
            beside[end["entity"]].append(end["other"])
        crowded = [e for e in front if len(set(beside[e])) > HUB and e != start]
        hubs += crowded
        reached = list(dict.fromkeys(n for e in front if e not in crowded for n in beside[e] if n not in found))
        front = reached[: most - len(found)]
        whole = whole and len(front) == len(reached)
        found |= dict.fromkeys(front)
        if not front or not whole:
            break
    return list(found), whole, tuple(sorted(hubs))


def _drawn(
    own: Opened, entities: list[str], whole: bool, hubs: tuple[str, ...], *, on: date | None, seed: int | None = 1
) -> Drawing:
    rows = own.rows("network_ties", entities=entities, on=on)
    inside = set(entities)
    between = {r["tie"]: r for r in rows if r["other"] in inside}.values()
    outside = Counter(here for here, there in {(r["entity"], r["other"]) for r in rows} if there not in inside)
    edges = tuple(
        Edge(r["tie"], r["source"], r["target"], r["kind"], r["role"] or r["kind"], r["valid_from"], r["valid_to"])
        for r in between
    )
    return Drawing(_nodes(own, entities, outside, edges, seed=seed), edges, whole, hubs)


def _nodes(
    own: Opened, entities: Sequence[str], outside: Mapping[str, int], edges: Sequence[Edge], *, seed: int | None
) -> tuple[Node, ...]:
    """Give the nodes; without a seed they are not placed."""
    rows = {r["entity"]: r for r in own.rows("network_nodes", entities=list(entities))}
    there = [e for e in dict.fromkeys(entities) if e in rows]
    places = dict.fromkeys(there, (0.0, 0.0)) if seed is None else _places(there, edges, seed)
    return tuple(
        Node(
            e, r["caption"] or f"({e[:8]})", r["kind"], *places[e], r["flags"], r["personal"], r["natural"],
            None if r["natural"] else outside.get(e, 0),
        )
        for e in dict.fromkeys(entities) if (r := rows.get(e)) is not None
    )  # fmt: skip


def _places(entities: Sequence[str], edges: Sequence[Edge], seed: int) -> dict[str, tuple[float, float]]:
    """Lay the drawing out by itself: in that of the whole city what hangs together lies on one another."""
    number = {e: n for n, e in enumerate(entities)}
    ends = [(number[e.source], number[e.target]) for e in edges if e.source in number and e.target in number]
    placed = arrange(len(entities), [s for s, _ in ends], [t for _, t in ends], seed=seed)
    return {e: (float(x), float(y)) for e, (x, y) in zip(entities, placed, strict=True)}


def _graph(own: Opened, entities: list[str]) -> Graph:
    nodes = own.table("network_graph_nodes", entities=entities)
    ties = own.table("network_graph_ties", entities=entities)
    return graph_of(nodes.cast(NODES.schema()), ties.cast(TIES.schema()))
