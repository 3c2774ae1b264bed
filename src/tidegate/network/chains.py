"""The chains that prove a controlling interest: from a holder to a company, tie by tie, with the rows that say so."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
from scipy.sparse import csgraph

from tidegate.network.control import graph_over_companies, matrix, share_ties
from tidegate.network.graph import Graph, standing

LEAST = 0.001
"""A chain that carries less than this part of the company is not followed."""


@dataclass(frozen=True)
class ControlChain:
    """One way from a holder to a company.

    Args:
        entities: Holder, companies between, company.
        share: The shares along it multiplied, 0..1.
        steps: For each step the ties that state the share (contract `TIES`).
    """

    entities: tuple[str, ...]
    share: float
    steps: tuple[pa.Table, ...]


def control_chains(
    nodes: pa.Table, ties: pa.Table, holder: str, company: str, *, on: date, least: float = LEAST, most: int = 50
) -> tuple[ControlChain, ...]:
    """Find the chains of shares from a holder to a company.

    A chain passes nobody twice. In a circle the shares go round for ever, so the effective part of the company in
    `control_of` may be more than the sum over the chains.

    Args:
        nodes: The nodes (contract `NODES`).
        ties: The ties (contract `TIES`).
        holder: Where the chains begin.
        company: Where they end.
        on: The day.
        least: A chain that carries a smaller part than this is left out, 0..1.
        most: Chains at most.
    Returns:
        The chains, the largest share first, then by their entities; none where no share leads from one to the other.
    Raises:
        NetworkError: One of them holds nothing and is no company, so it has no place among shares.
    """
    graph = graph_over_companies(nodes, standing(ties, on))
    chosen = share_ties(graph)
    shares = matrix(graph, chosen)
    start, end = graph.number(holder), graph.number(company)
    leads = np.isfinite(csgraph.dijkstra(shares.T, unweighted=True, indices=end))
    found = sorted(_routes(shares, (start,), end, 1.0, least, leads), key=lambda r: (-r[1], _named(graph, r[0])))
    return tuple(
        ControlChain(_named(graph, way), share, _steps(graph, chosen, way)) for way, share in found[:most]
    )  # fmt: skip


def _routes(
    shares: Any, way: tuple[int, ...], end: int, share: float, least: float, leads: Any
) -> Iterator[tuple[tuple[int, ...], float]]:
    here = way[-1]
    if here == end and len(way) > 1:
        yield way, share
        return
    span = slice(shares.indptr[here], shares.indptr[here + 1])
    for there, part in zip(shares.indices[span].tolist(), shares.data[span].tolist(), strict=True):
        if leads[there] and there not in way and share * part >= least:
            yield from _routes(shares, (*way, there), end, share * part, least, leads)


def _named(graph: Graph, way: tuple[int, ...]) -> tuple[str, ...]:
    return tuple(str(graph.entities[n]) for n in way)


def _steps(graph: Graph, chosen: Any, way: tuple[int, ...]) -> tuple[pa.Table, ...]:
    source, target = graph.source[chosen], graph.target[chosen]
    pairs = itertools.pairwise(way)
    return tuple(graph.ties.take(pa.array(chosen[(source == a) & (target == b)])) for a, b in pairs)
