"""The network as numbers: nodes counted from 0, ties as pairs of them."""

import functools
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy import sparse

from tidegate.errors import NetworkError
from tidegate.network.contracts import NODES, TIES


@dataclass(frozen=True)
class Graph:
    """Nodes and the ties between them.

    Args:
        nodes: The nodes (contract `NODES`); their order numbers them.
        ties: The ties between them (contract `TIES`).
        source: Number of the node at the source of each tie.
        target: Number of the node at its target.
    """

    nodes: pa.Table
    ties: pa.Table
    source: Any
    target: Any

    @functools.cached_property
    def neighbours(self) -> Any:
        """Who has a tie with whom, whichever way: a symmetric matrix of ones in rows (CSR), nobody with himself."""
        return adjacency(self.source, self.target, self.nodes.num_rows)

    @functools.cached_property
    def entities(self) -> Any:
        """The entities as an array of texts, in the order of the nodes."""
        return self.nodes.column("entity").to_numpy(zero_copy_only=False)

    @functools.cached_property
    def natural(self) -> Any:
        """Which nodes are natural persons, or may be."""
        return self.nodes.column("natural").to_numpy(zero_copy_only=False).astype(bool)

    def number(self, entity: str) -> int:
        """Find the number of a node.

        Args:
            entity: Its entity.
        Returns:
            Its number.
        Raises:
            NetworkError: There is no such node.
        """
        found = pc.index(self.nodes.column("entity"), entity).as_py()
        if found < 0:
            raise NetworkError(
                where=f"entity '{entity}'",
                what="it does not stand in this network",
                mend="take an id from the column 'entity' of the nodes; ids of another picture do not hold here",
            )
        return int(found)


def graph_of(nodes: pa.Table, ties: pa.Table) -> Graph:
    """Number nodes and ties.

    Args:
        nodes: The nodes (contract `NODES`).
        ties: The ties (contract `TIES`); one with an end that is no node is left out.
    Returns:
        The network.
    Raises:
        ContractError: A table does not keep its contract.
    """
    nodes, ties = NODES.check(nodes), TIES.check(ties)
    entities = nodes.column("entity").combine_chunks()
    ends = [pc.index_in(ties.column(end), value_set=entities) for end in ("source", "target")]
    whole = pc.and_(*[pc.is_valid(e) for e in ends])
    source, target = (pc.filter(e, whole).to_numpy().astype(np.int64) for e in ends)
    return Graph(nodes, ties.filter(whole), source, target)


def without_persons(graph: Graph) -> Graph:
    """Leave natural persons out, and parties that may be one: on this network measures may be kept and ranked.

    Args:
        graph: The network.
    Returns:
        The rest of it.
    """
    return graph_of(graph.nodes.filter(pa.array(~graph.natural)), graph.ties)


def standing(ties: pa.Table, on: date, *, happened_since: date | None = None) -> pa.Table:
    """Keep the ties that hold on a day, by what is known by the last delivery.

    Args:
        ties: The ties (contract `TIES`).
        on: The day.
        happened_since: First day of what happened and still counts; without it, nothing that merely happened does.
    Returns:
        The ties that last and hold on that day, and what happened between `happened_since` and that day.
    Example:
        >>> standing(TIES.empty(), date(2024, 1, 1)).num_rows
        0
    """
    ties = TIES.check(ties)
    start, end = ties.column("valid_from"), ties.column("valid_to")
    begun = pc.fill_null(pc.less_equal(start, on), True)
    holds = pc.and_(begun, pc.fill_null(pc.greater_equal(end, on), True))
    known = pc.and_(pc.is_null(ties.column("known_to")), ties.column("lasting"))
    wanted = pc.and_(holds, known)
    if happened_since is not None:
        late = pc.fill_null(pc.greater_equal(pc.coalesce(end, start), happened_since), False)
        wanted = pc.or_(wanted, pc.and_(pc.invert(ties.column("lasting")), pc.and_(begun, late)))
    return ties.filter(wanted)


def adjacency(source: Any, target: Any, nodes: int) -> Any:
    """Put pairs of nodes into a symmetric matrix of ones without a diagonal.

    Args:
        source: Numbers of nodes.
        target: As many numbers of nodes.
        nodes: How many nodes there are.
    Returns:
        The matrix in rows (CSR), indices sorted.
    """
    apart = source != target
    ones = np.ones(int(apart.sum()), dtype=np.int8)
    half = sparse.coo_matrix((ones, (source[apart], target[apart])), shape=(nodes, nodes)).tocsr()
    both = (half + half.T).tocsr()
    both.data = np.ones(len(both.data))
    both.sort_indices()
    return both
