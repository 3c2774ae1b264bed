"""Sets of places drawn at random that are like the treated set: as many, lying as they lie, with as much before.

Each treated place is matched with places that had about as much happening before its start, at the place and around
it; so a city that falls everywhere, and falls more where more happens, gives the same fall to both. Treated places that
touch are drawn as one block of touching places, for neighbours share their luck: a set of single places scattered over
the city varies less than a street of the same size.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Marks = npt.NDArray[np.bool_]

_TOUCH = 1.5
"""Places touch that lie within so many times the usual distance of a place to its nearest: on a grid, all eight."""

_ROUNDS = 200
"""After so many attempts to part two blocks of one set that share a place they may share it."""


@dataclass(frozen=True)
class Likeness:
    """What drawn places must have in common with the treated.

    Args:
        levels: For each start the level of each unit before it, shape (measures, starts, units).
        points: Coordinates of the units, metres; None where they are not known, and each place is drawn by itself.
        alike: How many of the nearest in level each place is drawn from.
    """

    levels: Floats
    points: Floats | None
    alike: int


@dataclass(frozen=True)
class Drawn:
    """Sets of places.

    Args:
        places: Units, shape (draws, treated); column j stands for treated unit j and takes its start.
        blocks: How many blocks the treated units form.
        shared: Share of the drawn places that occur twice in their set, because there were too few others.
    """

    places: Ints
    blocks: int
    shared: float

    @property
    def sets(self) -> int:
        """How many different sets of units there are among the draws."""
        return len(np.unique(np.sort(self.places, axis=1), axis=0))


@dataclass(frozen=True)
class _Group:
    """Blocks of one size with the same starts: they are drawn from the same blocks of the pool."""

    columns: Ints  # (blocks, size): places in the treated list
    members: Ints  # (pool, size): units of each block of the pool
    candidates: Ints  # (blocks, alike): blocks of the pool that are like each


def draw_alike(
    treated: Ints, start_of: Ints, pool: Ints, likeness: Likeness, *, draws: int, rng: np.random.Generator
) -> Drawn:
    """Draw sets of places that are like the treated set.

    Args:
        treated: Places of the treated units.
        start_of: For each of them which start is its own.
        pool: Units to draw from.
        likeness: What they must have in common.
        draws: Number of sets.
        rng: Where chance comes from.
    Returns:
        The sets.
    """
    blocks = _touching(treated, likeness.points)
    groups = _groups(blocks, treated, start_of, pool, likeness, rng)
    found = np.empty((draws, len(treated)), dtype=np.int64)
    for group in groups:
        _fill(found, group, np.ones((draws, len(group.columns)), dtype=np.bool_), rng)
    faulty = np.arange(draws)
    for _ in range(_ROUNDS):
        part = found[faulty]
        twice = _twice(part)
        wrong = twice.any(axis=1)
        faulty, part, twice = faulty[wrong], part[wrong], twice[wrong]
        if not len(faulty):
            break
        for group in groups:
            _fill(part, group, np.asarray(twice[:, group.columns].any(axis=2)), rng)
        found[faulty] = part
    shared = float(_twice(found[faulty]).sum()) / found.size if len(faulty) else 0.0
    return Drawn(found, len(blocks), shared)


def _touching(treated: Ints, points: Floats | None) -> list[Ints]:
    """Part the treated units into blocks of those that touch; gives places in the treated list."""
    n = len(treated)
    if points is None or n < 2:
        return [np.array([i]) for i in range(n)]
    nearest, _ = cKDTree(points).query(points[treated], k=[2])
    near = cKDTree(points[treated]).query_pairs(_TOUCH * float(np.median(nearest)), output_type="ndarray")
    graph = sparse.csr_array((np.ones(len(near)), (near[:, 0], near[:, 1])), shape=(n, n))
    _, labels = connected_components(graph, directed=False)
    return [np.flatnonzero(labels == label) for label in range(int(labels.max()) + 1)]


def _groups(
    blocks: Sequence[Ints], treated: Ints, start_of: Ints, pool: Ints, likeness: Likeness, rng: np.random.Generator
) -> list[_Group]:
    alike: dict[tuple[int, ...], list[Ints]] = {}
    for block in blocks:
        alike.setdefault(tuple(start_of[block].tolist()), []).append(block)
    made, scale = [], _scale(likeness.levels, pool)
    nearest = _nearest(pool, likeness.points, max(len(block) for block in blocks))
    for starts, members in sorted(alike.items()):
        columns = np.stack(members)
        # A block larger than the pool takes places more than once; it is told as shared.
        around = nearest[:, np.arange(len(starts)) % nearest.shape[1]]
        theirs, own = _levels(likeness.levels, starts, around), _levels(likeness.levels, starts, treated[columns])
        # Places with the same level are equally near; a breath of chance keeps their order out of it.
        theirs = theirs / scale + rng.uniform(-1e-6, 1e-6, theirs.shape)
        k = min(likeness.alike, len(pool))
        _, candidates = cKDTree(theirs).query(own / scale, k=list(range(1, k + 1)))
        made.append(_Group(columns, around, np.asarray(candidates, dtype=np.int64)))
    return made


def _nearest(pool: Ints, points: Floats | None, size: int) -> Ints:
    """Each place of the pool with those of the pool nearest to it, itself first; a block takes as many as it needs."""
    if size == 1 or points is None:
        return pool[:, None]
    _, near = cKDTree(points[pool]).query(points[pool], k=list(range(1, min(size, len(pool)) + 1)))
    near = np.asarray(near)
    near[:, 0] = np.arange(len(pool))  # where several share a spot, each still stands for itself
    found: Ints = pool[near]
    return found


def _levels(levels: Floats, starts: Sequence[int], units: Ints) -> Floats:
    """Mean level of blocks, on the square-root scale on which counts vary alike; shape (blocks, measures)."""
    total = sum(levels[:, g, units[:, place]] for place, g in enumerate(starts))
    found: Floats = np.sqrt(np.asarray(total) / len(starts)).T
    return found


def _scale(levels: Floats, pool: Ints) -> Floats:
    spread = np.sqrt(levels[:, :, pool]).std(axis=(1, 2))
    return np.where(spread > 0, spread, 1.0)


def _fill(found: Ints, group: _Group, which: Marks, rng: np.random.Generator) -> None:
    """Draw anew the marked blocks of each set."""
    draw, block = np.nonzero(which)
    if not len(draw):
        return
    chosen = group.candidates[block, rng.integers(0, group.candidates.shape[1], len(draw))]
    found[draw[:, None], group.columns[block]] = group.members[chosen]


def _twice(found: Ints) -> Marks:
    """Mark places that occur in their set already."""
    order = np.argsort(found, axis=1, kind="stable")
    ordered = np.take_along_axis(found, order, axis=1)
    marks = np.zeros(found.shape, dtype=np.bool_)
    again = np.zeros(found.shape, dtype=np.bool_)
    again[:, 1:] = ordered[:, 1:] == ordered[:, :-1]
    np.put_along_axis(marks, order, again, axis=1)
    return marks
