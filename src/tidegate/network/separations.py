"""What hangs together through one place or firm alone: what falls away from the rest when it goes.

One pass over the network tells it for all nodes: parts that no single node can break (blocks) and the nodes between
them form trees, and what falls away is a branch. Rows are kept of places and firms whose data are not personal, and
the network is that without natural persons.
"""

from typing import Any

import numpy as np
import pyarrow as pa
import rustworkx as rx
from scipy import sparse
from scipy.sparse import csgraph

from tidegate.network.contracts import SEPARATIONS
from tidegate.network.graph import Graph, without_persons


def separations(graph: Graph) -> pa.Table:
    """Tell for each place and firm what would no longer hang together without it.

    Args:
        graph: The network; natural persons are left out first.
    Returns:
        One row per node without which its part falls apart, the most that falls away first, then by entity (contract
        `SEPARATIONS`); nodes whose data are personal have no row.
    Source:
        Hopcroft, Tarjan (1973), Communications of the ACM 16(6), 372-378, doi:10.1145/362248.362272.
    """
    rest = without_persons(graph)
    parts, away = fallen_away(rest.neighbours)
    personal = rest.nodes.column("personal").to_numpy(zero_copy_only=False).astype(bool)
    rows = np.flatnonzero((away > 0) & ~personal)
    rows = rows[np.lexsort((rest.entities[rows].astype(str), -away[rows]))]
    table = rest.nodes.select(["entity", "kind"]).take(pa.array(rows))
    table = table.append_column("parts", pa.array(parts[rows])).append_column("cut_off", pa.array(away[rows]))
    return SEPARATIONS.check(table.cast(SEPARATIONS.schema()))


def fallen_away(near: Any) -> tuple[Any, Any]:
    """Count, for each node, the parts into which its component falls without it, and the nodes outside the largest.

    Args:
        near: Symmetric sparse matrix.
    Returns:
        Two arrays of whole numbers, in memory only.
    """
    size = near.shape[0]
    above, order_of = _trees(near)
    weight = np.zeros(len(above), dtype=np.int64)
    weight[:size] = 1
    for level in order_of:
        np.add.at(weight, above[level], weight[level])
    _, component = csgraph.connected_components(near, directed=False)
    whole = np.bincount(component)[component]
    blocks = np.arange(size, len(above) - 1)
    largest, parts = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
    np.maximum.at(largest, above[blocks], weight[blocks])
    np.add.at(parts, above[blocks], 1)
    beyond = whole - weight[:size]
    return parts + (beyond > 0), whole - 1 - np.maximum(largest, beyond)


def _trees(near: Any) -> tuple[Any, list[Any]]:
    """What stands above each node and block in the trees, and their levels from the deepest up to the first.

    Blocks are numbered after the nodes; the last number is a root above the first node of every component.
    """
    size = near.shape[0]
    upper = sparse.triu(near, k=1).tocoo()
    graph = rx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(size))
    graph.add_edges_from_no_data(list(zip(upper.row.tolist(), upper.col.tolist(), strict=True)))
    block = rx.biconnected_components(graph)
    ends = np.array([*block.keys()], dtype=np.int64).reshape(-1, 2)
    number = np.array([*block.values()], dtype=np.int64)
    count = int(number.max(initial=-1)) + 1
    root = size + count
    pairs = np.unique(np.concatenate([ends[:, 0], ends[:, 1]]) * count + np.tile(number, 2)) if count else number
    _, label = csgraph.connected_components(near, directed=False)
    first = np.unique(label, return_index=True)[1]
    node = np.concatenate([pairs // max(count, 1), np.full(len(first), root)])
    other = np.concatenate([size + pairs % max(count, 1), first])
    tree = sparse.csr_matrix((np.ones(len(node)), (node, other)), shape=(root + 1, root + 1))
    depth, above = csgraph.dijkstra(tree, directed=False, unweighted=True, indices=root, return_predecessors=True)
    order = np.argsort(depth, kind="stable")
    cuts = np.flatnonzero(np.diff(depth[order])) + 1
    # The root stands above all and below nothing, so its own level is left out.
    return above, np.split(order, cuts)[:0:-1]
