"""Shares through chains and circles, exactly.

With W the matrix of direct shares (who holds what part of whom), the part that reaches a company along all walks is
W + W² + W³ + ..., the sum of which is N - I with N = (I - W)^-1. In a circle a holder's own shares come back to
itself; the walks that do not return to the holder are N_ij / N_ii, and that is the part that is counted here.

The inverse is not taken of the whole. Circles (strongly connected companies) are inverted by themselves, each a small
dense matrix; between circles there is no way back, so the series over them ends. The work grows with the pairs that
are tied at all.
"""

import itertools
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

_WHOLE = 1 + 1e-9
"""Shares that add up to more than this are more than the whole, rounding aside."""


@dataclass(frozen=True)
class Interests:
    """Who has which part of what.

    Args:
        direct: Direct shares as they were given, holders in rows, companies in columns (CSR).
        effective: Part held directly and through others, walks that return to the holder left out (CSR).
        stated: Sum of the direct shares of each company.
        circle: Number of the circle that each one belongs to, -1 for none.
        closed: Whether its circle holds itself wholly, so that nobody outside has a part of it.
        returning: Part of a company that comes back to itself.
    """

    direct: Any
    effective: Any
    stated: Any
    circle: Any
    closed: Any
    returning: Any


def interests(shares: Any) -> Interests:
    """Multiply shares along all chains, circles included.

    Args:
        shares: Square sparse matrix, the part of column's company that row's holder has, 0..1. Where the shares of a
            company add up to more than the whole, they are scaled to the whole before they are multiplied.
    Returns:
        Direct and effective parts. What all holders without holders of their own have in a company is at most 1.
    Source:
        Brioschi, Buzzacchi, Colombo (1989), Journal of Banking and Finance 13(6), 747-766,
        doi:10.1016/0378-4266(89)90012-1; without what returns: Baldone, Brioschi, Paleari (1998), in Corporate
        Ownership and Control.
    Example:
        >>> w = sparse.csr_matrix(np.array([[0, 0.6, 0], [0, 0, 0.5], [0, 0, 0]]))
        >>> float(interests(w).effective[0, 2])
        0.3
    """
    direct = sparse.csr_matrix(shares, dtype=np.float64)
    stated = np.asarray(direct.sum(axis=0)).ravel()
    scaled = (direct @ sparse.diags(1 / np.where(stated > _WHOLE, stated, 1.0))).tocsr()
    circle = _circles(scaled)
    blocks, closed = _inverse_of_circles(scaled, circle)
    between = _between_circles(scaled, circle)
    step = (blocks @ between).tocsr()
    total = term = blocks
    while term.nnz:
        term = (step @ term).tocsr()
        term.eliminate_zeros()
        total = total + term
    back = total.diagonal()
    effective = (sparse.diags(1 / back) @ (total - sparse.eye_array(len(back)))).tocsr()
    effective.eliminate_zeros()
    return Interests(direct, effective, stated, circle, closed, 1 - 1 / back)


def commanded(shares: Any, *, majority: float = 0.5) -> Any:
    """Add to a holder's shares those of every company in which it commands more than half.

    Args:
        shares: Square sparse matrix, holders in rows, companies in columns, 0..1.
        majority: The part above which one commands.
    Returns:
        The part of each company that each holder commands (CSR); its own shares where it commands nobody.
    Source:
        Ceri, Gottlob, Tanca (1989), IEEE Transactions on Knowledge and Data Engineering 1(1), 146-166 (company
        control); Directive (EU) 2015/849, article 3(6)(a)(i): "multiple corporate entities, which are under the
        control of the same natural person(s)".
    """
    direct = sparse.csr_matrix(shares, dtype=np.float64)
    held = direct
    subjects = -1
    while True:
        commands = _others(held > majority + 1e-9)
        if commands.nnz == subjects:
            return held
        subjects = commands.nnz
        held = (direct + commands.astype(np.float64) @ direct).tocsr()


def reached(shares: Any) -> Any:
    """Count the steps of the shortest chain from each holder to each company.

    Args:
        shares: Square sparse matrix.
    Returns:
        Steps, 1 for a direct tie (CSR); nothing where no chain leads.
    """
    direct = (sparse.csr_matrix(shares) != 0).astype(np.int64).tocsr()
    steps = new = direct
    count = 1
    while new.nnz:
        count += 1
        further = (new @ direct).tocsr()
        further.data[:] = 1
        new = (further - further.multiply(steps != 0)).tocsr()
        new.eliminate_zeros()
        steps = steps + count * new
    return steps.tocsr()


def _others(matrix: Any) -> Any:
    """Leave out what one has in oneself."""
    cells = matrix.tocoo()
    apart = cells.row != cells.col
    at = (cells.row[apart], cells.col[apart])
    return sparse.csr_matrix((cells.data[apart], at), shape=cells.shape)


def _circles(shares: Any) -> Any:
    _, label = csgraph.connected_components(shares, directed=True, connection="strong")
    sizes = np.bincount(label)
    circular = (sizes[label] > 1) | (shares.diagonal() > 0)
    numbers = np.full(len(label), -1, dtype=np.int64)
    _, numbers[circular] = np.unique(label[circular], return_inverse=True)
    return numbers


def _inverse_of_circles(shares: Any, circle: Any) -> tuple[Any, Any]:
    """(I - B)^-1 with B the ties within circles; one that holds itself wholly has no inverse, its ties do not count."""
    closed = np.zeros(len(circle), dtype=bool)
    rows, columns, values = [], [], []
    order = np.argsort(circle, kind="stable")
    starts = np.searchsorted(circle[order], np.arange(circle.max(initial=-1) + 2))
    for first, end in itertools.pairwise(starts):
        members = order[first:end]
        block = shares[members][:, members].toarray()
        if block.sum(axis=0).min() > 1 - 1e-9:
            closed[members] = True
            continue
        inverse = np.linalg.inv(np.eye(len(members)) - block)
        rows.append(np.repeat(members, len(members)))
        columns.append(np.tile(members, len(members)))
        values.append(inverse.ravel())
    plain = np.flatnonzero((circle < 0) | closed)
    at = (np.concatenate([plain, *rows]), np.concatenate([plain, *columns]))
    full = np.concatenate([np.ones(len(plain)), *values])
    return sparse.csr_matrix((full, at), shape=shares.shape), closed


def _between_circles(shares: Any, circle: Any) -> Any:
    ties = shares.tocoo()
    inside = (circle[ties.row] == circle[ties.col]) & (circle[ties.row] >= 0)
    at = (ties.row[~inside], ties.col[~inside])
    return sparse.csr_matrix((ties.data[~inside], at), shape=shares.shape)
