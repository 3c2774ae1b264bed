"""Which places are neighbours: sparse matrices with a one where two places are near each other.

Every function gives a square matrix in compressed rows, sorted, with an empty diagonal: a place is not its own
neighbour (a statistic that counts the place itself, such as Gi*, adds it). Nothing of size n times n is ever made.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.spatial import cKDTree

Matrix = Any  # scipy.sparse.csr_array; scipy carries no types


def nearest(points: npt.ArrayLike, k: int) -> Matrix:
    """Neighbours as the k nearest places.

    Args:
        points: One row per place, x and y in metres.
        k: Number of neighbours of each place; fewer where there are no more places.
    Returns:
        A matrix of ones, n by n; need not be symmetric.
    Raises:
        ValueError: `k` is below 1, or a point is not a pair of numbers.
    Example:
        >>> nearest([[0, 0], [1, 0], [5, 0]], 1).toarray().tolist()
        [[0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]
    """
    if k < 1:
        raise ValueError(f"k is {k}: give a number of neighbours, 1 or more")
    xy = _points(points)
    n = len(xy)
    k = min(k, n - 1)
    if k < 1:
        return sparse.csr_array((n, n))
    # One more than wanted, as a place finds itself; several at the same point may hide it, so it is looked for.
    _, found = cKDTree(xy).query(xy, k=k + 1)
    own = found == np.arange(n)[:, None]
    own[~own.any(axis=1), -1] = True
    columns = found[~own]
    return _matrix(np.repeat(np.arange(n), k), columns, n)


def within(points: npt.ArrayLike, distance: float) -> Matrix:
    """Neighbours as all places within a distance.

    Args:
        points: One row per place, x and y in metres.
        distance: Largest distance of two neighbours, metres, above 0; the distance itself counts as near.
    Returns:
        A symmetric matrix of ones, n by n; a place without neighbours has an empty row.
    Raises:
        ValueError: `distance` is not above 0, or a point is not a pair of numbers.
    Example:
        >>> within([[0, 0], [3, 4], [9, 9]], 5).toarray().tolist()
        [[0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
    """
    if not distance > 0:
        raise ValueError(f"distance is {distance}: give metres above 0")
    xy = _points(points)
    pairs = cKDTree(xy).query_pairs(distance, output_type="ndarray")
    return _matrix(np.concatenate([pairs[:, 0], pairs[:, 1]]), np.concatenate([pairs[:, 1], pairs[:, 0]]), len(xy))


def touching(columns: npt.ArrayLike, rows: npt.ArrayLike, *, corners: bool = True) -> Matrix:
    """Neighbours as the cells of a grid that touch each other.

    Args:
        columns: Number of the cell from west to east, whole.
        rows: Number of the cell from south to north, whole; a pair occurs once.
        corners: Whether cells that share only a corner touch.
    Returns:
        A symmetric matrix of ones, n by n, in the order of the cells.
    Raises:
        ValueError: A cell is given twice.
    Example:
        >>> touching([0, 1, 5], [0, 1, 5]).toarray().tolist()
        [[0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
    """
    x, y = np.asarray(columns, dtype=np.int64), np.asarray(rows, dtype=np.int64)
    n = len(x)
    if not n:
        return sparse.csr_array((0, 0))
    # A border of one on each side, so that a step over the edge cannot meet the next row.
    height = int(y.max() - y.min()) + 3
    key = (x - x.min() + 1) * height + (y - y.min() + 1)
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    if (np.diff(ordered) == 0).any():
        raise ValueError("a cell is given twice: count the places of each cell first")
    steps = [(a, b) for a in (-1, 0, 1) for b in (-1, 0, 1) if (a or b) and (corners or not (a and b))]
    sides = [_step(ordered, order, key + a * height + b) for a, b in steps]
    return _matrix(np.concatenate([s[0] for s in sides]), np.concatenate([s[1] for s in sides]), n)


def row_standardised(neighbours: Matrix) -> Matrix:
    """Give each row the sum of one, so that a neighbours' sum becomes their mean.

    Args:
        neighbours: Any matrix of neighbours; a row without neighbours stays empty.
    Returns:
        A matrix of the same shape.
    Example:
        >>> row_standardised(within([[0, 0], [1, 0], [2, 0]], 1)).toarray()[1].tolist()
        [0.5, 0.0, 0.5]
    """
    total = np.asarray(neighbours.sum(axis=1)).ravel()
    each = np.divide(1.0, total, out=np.zeros(len(total)), where=total > 0)
    return sparse.csr_array(sparse.diags_array(each) @ neighbours)


def fitted(values: npt.ArrayLike, neighbours: Matrix) -> tuple[npt.NDArray[np.float64], int]:
    """Hold values against the matrix of neighbours they are to be read with.

    Args:
        values: One value per place.
        neighbours: Matrix of neighbours, n by n.
    Returns:
        The values as numbers, and how many there are.
    Raises:
        ValueError: The matrix does not fit the values, or a value is not a number.
    """
    y = np.asarray(values, dtype=np.float64)
    if y.ndim != 1 or not np.isfinite(y).all():
        raise ValueError("values must be one row of numbers: leave out places without a value")
    if neighbours.shape != (len(y), len(y)):
        raise ValueError(f"the matrix of neighbours is {neighbours.shape} for {len(y)} places: it must fit the values")
    return y, len(y)


def _step(
    ordered: npt.NDArray[np.int64], order: npt.NDArray[np.int64], wanted: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    at = np.minimum(np.searchsorted(ordered, wanted), len(ordered) - 1)
    there = np.flatnonzero(ordered[at] == wanted)
    return there, order[at[there]]


def _points(points: npt.ArrayLike) -> npt.NDArray[np.float64]:
    xy = np.asarray(points, dtype=np.float64)
    if xy.ndim != 2 or xy.shape[1] != 2 or not np.isfinite(xy).all():
        raise ValueError("points must be pairs of numbers, x and y in metres: leave out places without a point")
    return xy


def _matrix(rows: npt.NDArray[np.int64], columns: npt.NDArray[np.int64], n: int) -> Matrix:
    matrix = sparse.csr_array((np.ones(len(rows)), (rows, columns)), shape=(n, n))
    matrix.sort_indices()
    return matrix
