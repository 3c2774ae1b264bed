"""How fast a network falls apart when its busiest nodes go, one after the other: a yardstick for its robustness.

A published covert network is a network of people. So the order in which nodes go is worked out in memory and not given
out; what comes back are the sizes of what remains, and nothing that could be said of anybody.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import rustworkx as rx
from scipy import sparse
from scipy.sparse import csgraph

Ranking = Callable[[Any], Any]
"""Gives each node of a symmetric weighted sparse matrix a number; the highest goes first."""

_SAME = 10
"""Decimals to which two numbers are compared: below, they differ by the order of adding alone."""


def dismantling(weights: Any, ranking: Ranking, *, block: int = 1, least: int = 5) -> list[int]:
    """Take away the busiest nodes again and again, and tell how large the largest part is before each time.

    Args:
        weights: Symmetric sparse matrix, the weight of each tie.
        ranking: By what a node is busy; worked out anew each time.
        block: How many nodes go at a time; of equally busy ones the last in order goes first.
        least: Nobody goes any more where this many nodes or fewer are left.
    Returns:
        Nodes of the largest part, at first and after each time.
    Source:
        Cavallaro, Ficara, De Meo, Fiumara, Catanese, Bagdasar, Liotta (2020), PLOS ONE 15(8), e0236476,
        doi:10.1371/journal.pone.0236476.
    Example:
        >>> star = sparse.csr_matrix(np.array([[0, 1, 1], [1, 0, 0], [1, 0, 0]]))
        >>> dismantling(star, strength, least=1)
        [3, 1]
    """
    if block < 1:
        raise ValueError(f"block is {block}: give 1 node or more")
    left = sparse.csr_matrix(weights, dtype=np.float64)
    sizes = []
    while left.shape[0] > least:
        sizes.append(_largest(left))
        busy = np.round(ranking(left), _SAME)
        order = np.lexsort((-np.arange(len(busy)), -busy))
        kept = np.sort(order[block:])
        left = left[kept][:, kept]
    return sizes


def strength(weights: Any) -> Any:
    """Rank by the sum of the weights of a node's ties; with weights of one, by their number.

    Args:
        weights: Symmetric sparse matrix.
    Returns:
        One number per node, in memory only.
    """
    return np.asarray(weights.sum(axis=1)).ravel()


def betweenness(weights: Any) -> Any:
    """Rank by the share of shortest paths that lead through a node; weights are left aside.

    Args:
        weights: Symmetric sparse matrix.
    Returns:
        One number per node, in memory only.
    Source:
        Freeman (1977), Sociometry 40(1), 35-41; Brandes (2001), Journal of Mathematical Sociology 25(2), 163-177.
    """
    upper = sparse.triu(weights, k=1).tocoo()
    graph = rx.PyGraph()
    graph.add_nodes_from(range(weights.shape[0]))
    graph.add_edges_from_no_data(list(zip(upper.row.tolist(), upper.col.tolist(), strict=True)))
    found = rx.betweenness_centrality(graph, normalized=True)
    return np.array([found[n] for n in range(weights.shape[0])])


def katz(weights: Any, *, fading: float = 0.1) -> Any:
    """Rank by all walks that reach a node, a longer one counting less.

    Args:
        weights: Symmetric sparse matrix.
        fading: What a walk loses with each step.
    Returns:
        One number per node, in memory only.
    Source:
        Katz (1953), Psychometrika 18(1), 39-43, doi:10.1007/BF02289026.
    """
    size = weights.shape[0]
    walks = np.linalg.solve(np.eye(size) - fading * weights.toarray().T, np.ones(size))
    # Where walks do not fade fast enough the sum turns over; the sign keeps the order that the published series has.
    return walks / (np.linalg.norm(walks) * np.sign(walks.sum()))


def _largest(weights: Any) -> int:
    _, label = csgraph.connected_components(weights, directed=False)
    return int(np.bincount(label).max(initial=0))
