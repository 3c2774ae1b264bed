"""Whether a table says something of a natural person that it must not say.

What this room gives out may name people as ends of ties; it may not measure them. So no table has a column for a score,
a rank or a centrality, and the drawing, which has the community of each node, has no natural person at all.
"""

import re
from collections.abc import Iterable, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from tidegate.tables import Contract

_WORDS = (
    "score", "rank", "ranking", "degree", "centrality", "betweenness", "closeness", "eigenvector", "pagerank", "katz",
    "hub", "authority", "brokerage", "influence", "importance", "prominence", "risk", "suspicion", "percentile",
    "coreness", "clustering",
)  # fmt: skip


def faults(contracts: Iterable[Contract]) -> list[str]:
    """Look for columns that measure what they may not.

    Args:
        contracts: Contracts of tables.
    Returns:
        One sentence per column whose name or unit speaks of a measure of nodes; empty where all is well.
    Example:
        >>> from tidegate.tables import Column
        >>> faults([Contract("t", (Column("page_rank", pa.float64()),))])
        ["table 't': the column 'page_rank' looks like a measure of nodes (rank)"]
    """
    found = []
    for contract in contracts:
        for column in contract.columns:
            # The words before a colon or a bracket say what a column holds; the rest explains.
            parts = set(re.split(r"[^a-z]+", column.name.lower()))
            word = next((w for w in _WORDS if w in parts), "")
            if word:
                found.append(
                    f"table '{contract.name}': the column '{column.name}' looks like a measure of nodes ({word})"
                )
    return found


def measured_persons(nodes: pa.Table, tables: Mapping[str, tuple[pa.Table, str]]) -> list[str]:
    """Look for natural persons in tables that hold a measure or a place of each of their rows.

    Args:
        nodes: The nodes (contract `NODES`).
        tables: Name of a table to the table and its column with entities.
    Returns:
        One sentence per table in which a natural person has a row, with how many; empty where all is well.
    """
    people = nodes.filter(nodes.column("natural")).column("entity").combine_chunks()
    found = []
    for name, (table, column) in tables.items():
        count = pc.sum(pc.is_in(table.column(column), value_set=people)).as_py() or 0
        if count:
            found.append(f"table '{name}': {count} natural persons have a row")
    return found
