"""Parts of the network that hang together more than chance would have it.

The method of Louvain, with all nodes looked at together: in each round every node weighs the community of each
neighbour, and a random half of those that would gain by it move. What was found becomes the nodes of the next, coarser
level. A round takes time in proportion to the ties.
"""

from typing import Any

import numpy as np
from scipy import sparse

_ROUNDS = 40
_LEVELS = 30
_GAIN = 1e-12


def communities(weights: Any, *, seed: int, resolution: float = 1.0) -> list[Any]:
    """Find communities, from the finest to the coarsest level.

    Args:
        weights: Symmetric sparse matrix, the weight of the tie between two nodes.
        seed: Seed of the choice of who moves in a round; the same seed gives the same result.
        resolution: Above 1 for smaller communities, below 1 for larger ones.
    Returns:
        For each level the community of each node of the level below (the first, of each node), numbered from 0; the
        last level has the communities that no merger improves. At least one level.
    Source:
        Blondel, Guillaume, Lambiotte, Lefebvre (2008), Journal of Statistical Mechanics P10008,
        doi:10.1088/1742-5468/2008/10/P10008.
    Example:
        >>> pair = sparse.csr_matrix(np.array([[0, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 1], [0, 0, 1, 0]]))
        >>> communities(pair, seed=1)[-1].tolist()
        [0, 0, 1, 1]
    """
    chance = np.random.default_rng(seed)
    level = sparse.csr_matrix(weights, dtype=np.float64)
    found: list[Any] = []
    while len(found) < _LEVELS:
        label = _moved(level, chance, resolution)
        _, label = np.unique(label, return_inverse=True)
        if found and label.max(initial=-1) + 1 == level.shape[0]:
            break
        found.append(label)
        into = _membership(label)
        level = (into.T @ level @ into).tocsr()
    return found


def modularity(weights: Any, label: Any, *, resolution: float = 1.0) -> float:
    """Tell how much more weight lies within communities than chance would have there.

    Args:
        weights: Symmetric sparse matrix.
        label: Community of each node, numbered from 0.
        resolution: As it was when they were found.
    Returns:
        The modularity, at most 1; 0.0 where there is no tie.
    Source:
        Newman, Girvan (2004), Physical Review E 69, 026113, doi:10.1103/PhysRevE.69.026113.
    """
    level = sparse.csr_matrix(weights, dtype=np.float64)
    total = level.sum()
    if total == 0:
        return 0.0
    strength = np.asarray(level.sum(axis=1)).ravel()
    cells = level.tocoo()
    inside = cells.data[label[cells.row] == label[cells.col]].sum()
    return float(inside / total - resolution * ((np.bincount(label, strength) / total) ** 2).sum())


def overall(levels: list[Any]) -> Any:
    """Follow the levels from each node to its community at the coarsest, numbered by size, 0 the largest.

    Args:
        levels: As `communities` gives them.
    Returns:
        One number per node.
    """
    label = levels[0]
    for level in levels[1:]:
        label = level[label]
    sizes = np.bincount(label)
    place = np.empty(len(sizes), dtype=np.int64)
    place[np.lexsort((np.arange(len(sizes)), -sizes))] = np.arange(len(sizes))
    return place[label]


def _membership(label: Any) -> Any:
    size = len(label)
    return sparse.csr_matrix((np.ones(size), (np.arange(size), label)), shape=(size, label.max(initial=-1) + 1))


def _moved(weights: Any, chance: Any, resolution: float) -> Any:
    size = weights.shape[0]
    strength = np.asarray(weights.sum(axis=1)).ravel()
    total = strength.sum()
    between = (weights - sparse.diags_array(weights.diagonal())).tocsr()
    between.eliminate_zeros()
    label = np.arange(size)
    if total == 0:
        return label
    best, kept = label.copy(), modularity(weights, label, resolution=resolution)
    waited = 0
    for _ in range(_ROUNDS):
        node, wanted = _wishes(between, label, strength, total, resolution)
        if not len(node):
            break
        goes = chance.random(len(node)) < 0.5
        label = label.copy()
        label[node[goes]] = wanted[goes]
        value = modularity(weights, label, resolution=resolution)
        waited = 0 if value > kept + 1e-7 else waited + 1
        if value > kept:
            best, kept = label, value
        if waited > 4:
            break
    return best


def _wishes(between: Any, label: Any, strength: Any, total: float, resolution: float) -> tuple[Any, Any]:
    """Who would gain by moving, and where to; of equal gains the community with the smallest number."""
    size = len(label)
    into = sparse.csr_matrix((np.ones(size), (np.arange(size), label)), shape=(size, size))
    near = (between @ into).tocsr()
    near.sort_indices()
    held = np.bincount(label, strength, minlength=size)
    row = np.repeat(np.arange(size), np.diff(near.indptr))
    here = near.indices == label[row]
    gain = near.data - resolution * strength[row] * (held[near.indices] - here * strength[row]) / total
    stay = -resolution * strength * (held[label] - strength) / total
    stay[row[here]] = gain[here]
    filled = np.flatnonzero(np.diff(near.indptr))
    most = np.full(size, -np.inf)
    if len(filled):
        most[filled] = np.maximum.reduceat(gain, near.indptr[filled])
    first = np.flatnonzero(gain >= most[row] - _GAIN)
    node, place = np.unique(row[first], return_index=True)
    wanted = near.indices[first[place]]
    better = most[node] > stay[node] + _GAIN
    return node[better], wanted[better]
