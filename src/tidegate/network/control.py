"""Who has an interest in which company, directly and through others, on a given day.

Shares are one thing, and what else gives control (a seat on the board, a partnership, votes) is another: they stand in
rows of their own and are never added up. A declared beneficial interest is the end of a chain and no link in it, so it
counts in the place of shares only for a company of which no register states the shares.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy import sparse

from tidegate.network.contracts import CONTROL, NODES, TIES
from tidegate.network.graph import Graph, graph_of, standing
from tidegate.network.ownership import Interests, commanded, interests, reached
from tidegate.network.situations import situations_of
from tidegate.tables import query, run

BENEFICIAL = 0.25
"""Above this part of a company one is its beneficial owner: Directive (EU) 2015/849, article 3(6)(a)(i)."""

MAJORITY = 0.5
"""Above this part one commands it."""

_KINDS = ("company", "organisation", "public body", "party")
"""What can be held: no person, no house."""


@dataclass(frozen=True)
class Holdings:
    """Who controls whom, and which companies cannot be seen through.

    Args:
        control: Interests, by holder, company and kind of control (contract `CONTROL`).
        situations: Companies whose ownership is circular or opaque (contract `SITUATIONS`).
    """

    control: pa.Table
    situations: pa.Table


def control_of(
    nodes: pa.Table, ties: pa.Table, *, on: date, threshold: float = BENEFICIAL, majority: float = MAJORITY
) -> Holdings:
    """Work out direct and indirect control over companies.

    Args:
        nodes: The nodes (contract `NODES`).
        ties: The ties (contract `TIES`).
        on: The day.
        threshold: Part of a company above which a holder counts as its beneficial owner, 0..1.
        majority: Part above which a holder commands it, 0..1.
    Returns:
        Interests and situations; without a row where no tie gives control.
    Raises:
        ContractError: A table does not keep its contract.
        ValueError: `threshold` or `majority` lies outside 0..1.
    Source:
        Directive (EU) 2015/849, article 3(6)(a); the threshold is a parameter, for it differs between laws.
    """
    if not (0 <= threshold <= 1 and 0 <= majority <= 1):
        raise ValueError(f"threshold is {threshold} and majority is {majority}: give parts of a whole, 0 to 1")
    graph = graph_over_companies(nodes, standing(ties, on))
    chosen = share_ties(graph)
    shares = matrix(graph, chosen)
    found = interests(shares)
    rows = _by_shares(graph, chosen, found, commanded(shares, majority=majority), threshold, majority)
    other = run(query(__package__, "control_other"), {"ties": graph.ties}).cast(CONTROL.schema())
    table = pa.concat_tables([rows, other])
    order = [(c, "ascending") for c in ("company", "by", "holder")]
    return Holdings(CONTROL.check(table.sort_by(order)), situations_of(graph, chosen, found))


def graph_over_companies(nodes: pa.Table, ties: pa.Table) -> Graph:
    """Keep the ties that give control over an organisation, and their ends."""
    nodes, ties = NODES.check(nodes), TIES.check(ties)
    ties = ties.filter(pc.and_(pc.is_valid(ties.column("control")), pc.not_equal(ties.column("control"), "property")))
    held = nodes.filter(pc.is_in(nodes.column("kind"), value_set=pa.array(_KINDS))).column("entity")
    ties = ties.filter(pc.is_in(ties.column("target"), value_set=held.combine_chunks()))
    ends = pa.chunked_array([*ties.column("source").chunks, *ties.column("target").chunks], pa.string()).unique()
    companies = nodes.filter(pc.equal(nodes.column("kind"), "company")).column("entity").combine_chunks()
    wanted = pc.or_(
        pc.is_in(nodes.column("entity"), value_set=ends), pc.is_in(nodes.column("entity"), value_set=companies)
    )
    return graph_of(nodes.filter(wanted), ties)


def share_ties(graph: Graph) -> Any:
    """Choose the ties whose shares count: shares where a register states them, else declared beneficial interests.

    Args:
        graph: Control over companies.
    Returns:
        Numbers of the ties.
    """
    control = graph.ties.column("control").to_numpy(zero_copy_only=False)
    share = graph.ties.column("share").to_numpy(zero_copy_only=False)
    stated = np.nan_to_num(share.astype(float)) > 0
    owned = stated & (control == "ownership")
    with_shares = np.zeros(graph.nodes.num_rows, dtype=bool)
    with_shares[graph.target[owned]] = True
    declared = stated & (control == "beneficial") & ~with_shares[graph.target]
    return np.flatnonzero(owned | declared)


def matrix(graph: Graph, chosen: Any) -> Any:
    """Put shares into a matrix; of several ties between the same two the largest share counts, for registers repeat."""
    size = graph.nodes.num_rows
    share = graph.ties.column("share").to_numpy(zero_copy_only=False).astype(float)[chosen]
    source, target = graph.source[chosen], graph.target[chosen]
    order = np.lexsort((share, target, source))
    last = np.ones(len(order), dtype=bool)
    last[:-1] = (np.diff(source[order]) != 0) | (np.diff(target[order]) != 0)
    keep = order[last]
    return sparse.csr_matrix((share[keep], (source[keep], target[keep])), shape=(size, size))


def _by_shares(
    graph: Graph, chosen: Any, found: Interests, command: Any, threshold: float, majority: float
) -> pa.Table:
    chains = reached(found.direct)
    cells = (chains != 0).tocoo()
    holder, company = cells.row, cells.col
    apart = holder != company
    holder, company = holder[apart], company[apart]
    effective, commands = _at(found.effective, holder, company), _at(command, holder, company)
    direct = _at(found.direct, holder, company)
    owners = np.bincount(company, minlength=graph.nodes.num_rows)
    beneficial = np.maximum(effective, commands) > threshold + 1e-9
    table = pa.table({
        "holder": pa.array(graph.entities[holder], pa.string()),
        "company": pa.array(graph.entities[company], pa.string()),
        "direct": pa.array(direct, mask=direct == 0), "effective": effective,
        "commanded": pa.array(commands, mask=commands == 0),
        "beneficial": beneficial, "majority": commands > majority + 1e-9,
        "steps": _at(chains, holder, company).astype(np.int64),
        "circular": _through(chains, sparse.diags_array((found.circle >= 0).astype(float)), holder, company),
        "alone": owners[company] == 1,
        "registers": _registers(graph, chosen, chains, holder, company),
    })  # fmt: skip
    own = run(query(__package__, "control_proof"), {"ties": graph.ties.take(pa.array(chosen))})
    return run(query(__package__, "control_shares"), {"interests": table, "proof": own}).cast(CONTROL.schema())


def _at(values: Any, rows: Any, columns: Any) -> Any:
    if not len(rows):
        return np.zeros(0)
    return np.asarray(values.tocsr()[rows, columns]).ravel().astype(float)


def _through(chains: Any, middle: Any, holder: Any, company: Any) -> Any:
    """Whether some chain from holder to company passes through what is marked in the middle."""
    walk = ((chains != 0).astype(float) + sparse.eye_array(chains.shape[0])).tocsr()
    return _at(walk @ middle @ walk, holder, company) > 0


def _registers(graph: Graph, chosen: Any, chains: Any, holder: Any, company: Any) -> pa.Array:
    """The registers of all ties on any chain."""
    size = graph.nodes.num_rows
    lists = graph.ties.column("registers").take(pa.array(chosen)).combine_chunks()
    names = sorted(set(pc.list_flatten(lists).to_pylist()))
    parent, flat = pc.list_parent_indices(lists).to_numpy(), pc.list_flatten(lists).to_numpy(zero_copy_only=False)
    used = np.zeros((len(holder), len(names)), dtype=bool)
    for number, name in enumerate(names):
        ties = chosen[parent[flat == name]]
        middle = sparse.csr_matrix((np.ones(len(ties)), (graph.source[ties], graph.target[ties])), shape=(size, size))
        used[:, number] = _through(chains, middle, holder, company)
    return _lists(used, names)


def _lists(used: Any, names: list[str]) -> pa.Array:
    row, column = np.nonzero(used)
    offsets = np.searchsorted(row, np.arange(len(used) + 1))
    values = np.array(names, dtype=object)[column] if names else np.array([], dtype=object)
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), pa.array(values, pa.string()))
