"""Which places and firms have ties with most others; never people, nor firms and homes whose data are personal."""

import numpy as np
import pyarrow as pa

from tidegate.errors import NetworkError
from tidegate.network.graph import Graph, without_persons

_PEOPLE = ("person", "party", "address")


def busiest(graph: Graph, kind: str, *, most: int = 20) -> tuple[pa.Table, int]:
    """List the nodes of one kind that have ties with most others, on the network without natural persons.

    Args:
        graph: The network.
        kind: Kind of node, such as `premises` or `company`.
        most: Nodes at most.
    Returns:
        Columns `entity`, `caption` and `neighbours`, the most first, then by entity; and how many nodes of this kind
        were left out because their data are personal.
    Raises:
        NetworkError: The kind is one of people, or there is none of it.
    """
    if kind in _PEOPLE:
        raise NetworkError(
            where=f"kind '{kind}'",
            what="people are not put in an order, nor are their addresses or parties that may be people",
            mend="ask for a kind of place or firm, such as premises, establishment or company",
        )
    rest = without_persons(graph)
    kinds = rest.nodes.column("kind").to_numpy(zero_copy_only=False)
    personal = rest.nodes.column("personal").to_numpy(zero_copy_only=False).astype(bool)
    if not (kinds == kind).any():
        known = ", ".join(sorted(set(kinds.tolist()) - set(_PEOPLE)))
        raise NetworkError(where=f"kind '{kind}'", what="there is no node of it", mend=f"name one of {known}")
    numbers = np.flatnonzero((kinds == kind) & ~personal)
    neighbours = np.diff(rest.neighbours.indptr)[numbers]
    first = np.lexsort((rest.entities[numbers].astype(str), -neighbours))[:most]
    table = rest.nodes.select(["entity", "caption"]).take(pa.array(numbers[first]))
    return table.append_column("neighbours", pa.array(neighbours[first])), int(((kinds == kind) & personal).sum())
