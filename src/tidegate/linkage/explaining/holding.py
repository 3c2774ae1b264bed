"""What holds an entity together, and what would fall apart without it.

An entity is a graph: nodes (records that say the same) and the links between them. A link is a *bridge* where the
entity falls in two without it. A wrong entity mostly hangs on one wrong bridge, so this is where to look first.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from scipy.sparse import coo_array
from scipy.sparse.csgraph import breadth_first_order, connected_components, minimum_spanning_tree

from tidegate.errors import LinkageError
from tidegate.linkage.contracts import LINKS
from tidegate.linkage.explaining import words as w


@dataclass(frozen=True)
class Tie:
    """A link, and the two sides that it alone holds together.

    Args:
        node_l: The one node.
        node_r: The other.
        weight: Its weight, bits.
        left: Nodes that would be left on the side of `node_l`, in order.
        right: Nodes that would be left on the side of `node_r`, in order.
        records_left: Records of these nodes.
        records_right: Records of those.
    """

    node_l: int
    node_r: int
    weight: float
    left: tuple[int, ...]
    right: tuple[int, ...]
    records_left: int
    records_right: int


@dataclass(frozen=True)
class Holding:
    """What holds an entity together.

    Args:
        nodes: Number of its nodes.
        records: Number of its records.
        links: Number of links between them.
        bridges: Links without which it falls in two, the weakest first.
        first: Where it breaks first if the threshold is raised: the two sides share no link above this weight.
            Absent where it has one node, or its links do not reach all of it.
        pieces: Sets of nodes that links tie; more than one where only judgements or a register's own statements
            hold it together.
    """

    nodes: int
    records: int
    links: int
    bridges: tuple[Tie, ...]
    first: Tie | None
    pieces: tuple[tuple[int, ...], ...]


def explain_entity(links: pa.Table, records: Mapping[int, int], *, join: float | None = None) -> Holding:
    """Find what holds an entity together.

    Args:
        links: Contract `LINKS`, in any order; links that leave the entity are left out.
        records: Number of records by node, for all nodes of the entity.
        join: Weight below which a link holds nothing, bits; without it every link counts.
    Returns:
        Bridges, the place of the first break, and the pieces. The order of links does not matter.
    Raises:
        LinkageError: The entity has no node.
    """
    if not records:
        raise LinkageError(where="entity", what="it has no record", mend="name an entity of this build")
    names = sorted(records)
    place = {node: n for n, node in enumerate(names)}
    edges = _edges(links, place, join)
    graph = _Entity(names, records, edges)
    count, label = connected_components(graph.matrix(edges), directed=False)
    pieces = tuple(tuple(names[i] for i in np.flatnonzero(label == n).tolist()) for n in range(count))
    bridges = sorted((graph.cut(e, edges) for e in _bridges(edges)), key=lambda t: (t.weight, t.node_l, t.node_r))
    first = graph.weakest() if count == 1 and edges else None
    return Holding(len(names), sum(records.values()), len(edges), tuple(bridges), first, pieces)


Edge = tuple[int, int]


def _edges(links: pa.Table, place: Mapping[int, int], join: float | None) -> dict[Edge, float]:
    edges: dict[Edge, float] = {}
    for row in LINKS.check(links).to_pylist():
        ends = sorted(place.get(row[side], -1) for side in ("node_l", "node_r"))
        if ends[0] < 0 or ends[0] == ends[1] or (join is not None and row["weight"] < join):
            continue
        edge = (ends[0], ends[1])
        edges[edge] = max(row["weight"], edges.get(edge, row["weight"]))
    return dict(sorted(edges.items()))


def _bridges(edges: Mapping[Edge, float]) -> list[Edge]:
    """Find bridges by one walk in depth: nothing below a bridge reaches back above it.

    Source:
        Tarjan (1974), Information Processing Letters 2(6), 160-161, doi:10.1016/0020-0190(74)90003-9.
    """
    beside: dict[int, list[int]] = defaultdict(list)
    for left, right in edges:
        beside[left].append(right)
        beside[right].append(left)
    seen: dict[int, int] = {}
    low: dict[int, int] = {}
    found: list[Edge] = []
    for start in beside:
        path = [] if start in seen else [(start, -1, iter(beside[start]))]
        while path:
            here, above, rest = path[-1]
            low[here] = seen.setdefault(here, len(seen)) if here not in low else low[here]
            other = next(rest, None)
            if other is None:
                path.pop()
                if path:
                    low[above] = min(low[above], low[here])
                    if low[here] > seen[above]:
                        found.append((min(above, here), max(above, here)))
            elif other not in seen:
                path.append((other, here, iter(beside[other])))
            elif other != above:
                low[here] = min(low[here], seen[other])
    return found


@dataclass(frozen=True)
class _Entity:
    names: Sequence[int]
    records: Mapping[int, int]
    edges: Mapping[Edge, float]

    def matrix(self, edges: Mapping[Edge, float]) -> coo_array:
        left, right = [[e[side] for e in edges] for side in (0, 1)]
        size = (len(self.names), len(self.names))
        return coo_array((np.ones(len(edges)), (left, right)), shape=size)

    def cut(self, edge: Edge, edges: Mapping[Edge, float]) -> Tie:
        """Tell the two sides of an edge of which nothing else goes over."""
        rest = self.matrix({e: b for e, b in edges.items() if e != edge}).tocsr()
        sides = [
            tuple(self.names[i] for i in sorted(breadth_first_order(rest, end, directed=False)[0].tolist()))
            for end in edge
        ]
        counts = [sum(self.records[n] for n in side) for side in sides]
        ends = [self.names[end] for end in edge]
        return Tie(ends[0], ends[1], self.edges[edge], sides[0], sides[1], counts[0], counts[1])

    def weakest(self) -> Tie:
        """Find the link at which the strongest tree through all nodes is weakest."""
        # The ranks stand for the weights: the strongest link first, equal ones in order of the nodes.
        order = sorted(self.edges, key=lambda e: (-self.edges[e], e))
        left, right = [[e[side] for e in order] for side in (0, 1)]
        ranks = coo_array((np.arange(1, len(order) + 1), (left, right)), shape=(len(self.names),) * 2)
        tree = minimum_spanning_tree(ranks.tocsr()).tocoo()
        chosen = {order[int(rank) - 1]: self.edges[order[int(rank) - 1]] for rank in sorted(tree.data)}
        return self.cut(list(chosen)[-1], chosen)


def tell_entity(holding: Holding, *, language: str = "en", names: Mapping[int, str] | None = None) -> str:
    """Tell what holds an entity together as plain text.

    Args:
        holding: What `explain_entity` found.
        language: The reader's (ISO 639-1).
        names: What to call the nodes; without it, their numbers.
    Returns:
        Lines in this language.
    """
    called = names or {}

    def bits(value: float) -> str:
        return w.number(value, language, digits=1)

    if holding.nodes == 1:
        return w.phrase("alone", language, records=holding.records)
    lines = []
    if len(holding.pieces) > 1:
        lines.append(w.phrase("loose", language, pieces=len(holding.pieces)))
    if holding.bridges:
        lines.append(w.phrase("bridges", language, bridges=len(holding.bridges), links=holding.links))
    elif holding.links:
        lines.append(w.phrase("no_bridge", language, links=holding.links))
    for tie in holding.bridges:
        left, right = (called.get(n, str(n)) for n in (tie.node_l, tie.node_r))
        a, b = tie.records_left, tie.records_right
        lines.append("  " + w.phrase("bridge", language, left=left, right=right, bits=bits(tie.weight), a=a, b=b))
    if holding.first and not holding.bridges:
        a, b = holding.first.records_left, holding.first.records_right
        lines.append(w.phrase("first", language, bits=bits(holding.first.weight), a=a, b=b))
    return "\n".join(lines)
