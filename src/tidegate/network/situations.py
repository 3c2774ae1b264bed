"""Companies whose ownership goes round in a circle, or cannot be seen through; never a finding about people."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tidegate.network.contracts import SITUATIONS
from tidegate.network.graph import Graph
from tidegate.network.ownership import Interests

_SLACK = 1e-6


def situations_of(graph: Graph, chosen: Any, found: Interests) -> pa.Table:
    """Tell where ownership is circular or opaque.

    Args:
        graph: Control over companies.
        chosen: Numbers of the ties whose shares counted.
        found: What came of them.
    Returns:
        One row per company and situation, ordered by company and situation (contract `SITUATIONS`); "no owner stated"
        is told only of companies in a register that states the owners of others.
    """
    rows = [*_circles(graph, chosen, found), *_sums(graph, chosen, found), *_ends(graph, chosen)]
    rows.sort(key=lambda r: (r["company"], r["situation"]))
    return SITUATIONS.check(pa.Table.from_pylist(rows, schema=SITUATIONS.schema()))


def _circles(graph: Graph, chosen: Any, found: Interests) -> Iterator[dict[str, Any]]:
    for number in range(found.circle.max(initial=-1) + 1):
        members = np.flatnonzero(found.circle == number)
        inside = np.isin(graph.source[chosen], members) & np.isin(graph.target[chosen], members)
        shown = _shown(graph, chosen[inside])
        names = sorted(str(e) for e in graph.entities[members])
        closed = bool(found.closed[members[0]])
        name = "closed circle" if closed else "circle" if len(members) > 1 else "owns itself"
        for member in members:
            share = 1.0 if closed else float(found.returning[member])
            yield {"company": str(graph.entities[member]), "situation": name, "share": share, "members": names, **shown}


def _sums(graph: Graph, chosen: Any, found: Interests) -> Iterator[dict[str, Any]]:
    much = found.stated > 1 + _SLACK
    little = (found.stated > 0) & (found.stated < 1 - _SLACK)
    for name, where in (("more than the whole", much), ("part not stated", little)):
        for company in np.flatnonzero(where):
            own = chosen[graph.target[chosen] == company]
            share = float(found.stated[company] if name == "more than the whole" else 1 - found.stated[company])
            yield {"company": str(graph.entities[company]), "situation": name, "share": share,
                   "members": [], **_shown(graph, own)}  # fmt: skip


def _ends(graph: Graph, chosen: Any) -> Iterator[dict[str, Any]]:
    """Companies of which no holder is stated by a register that states those of others; sole traders are their own."""
    lists = graph.ties.column("registers").take(pa.array(chosen, pa.int64())).combine_chunks()
    stating = set(pc.list_flatten(lists).to_pylist())
    company = pc.equal(graph.nodes.column("kind"), "company").to_numpy(zero_copy_only=False)
    own = graph.nodes.column("personal").to_numpy(zero_copy_only=False).astype(bool)
    held = np.zeros(len(company), dtype=bool)
    held[graph.target[chosen]] = True
    for number in np.flatnonzero(company & ~own & ~held):
        silent = stating.intersection(graph.nodes.column("registers")[int(number)].as_py() or ())
        if silent:
            yield {"company": str(graph.entities[number]), "situation": "no owner stated", "share": None,
                   "members": [], "record_ids": [], "registers": sorted(silent)}  # fmt: skip


def _shown(graph: Graph, ties: Any) -> dict[str, list[str]]:
    kept = graph.ties.select(["record_ids", "registers"]).take(pa.array(ties, pa.int64()))
    return {c: sorted(set(pc.list_flatten(kept.column(c).combine_chunks()).to_pylist())) for c in kept.column_names}
