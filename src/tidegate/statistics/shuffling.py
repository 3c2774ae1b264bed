"""What the neighbours of a place would hold if the values of the city were dealt out at random.

Each place with k neighbours meets the same question: how often do k values, drawn from those of the other places,
sum to as much? So the draws are made once for each k and shared by all places that have it; where a draw holds the
place's own value, that value is replaced by one more draw, so that each place meets exactly the draws that leave it
out. Cost grows with the number of places and the number of draws, not with their product.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from tidegate.statistics.neighbours import Matrix

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_KEYS_AT_ONCE = 4_000_000


@dataclass(frozen=True)
class Shuffled:
    """How the sums of neighbours compare with sums of random draws; arrays in the order of the places.

    Args:
        neighbours: Number of neighbours.
        weight: Weight of each of them; 0 where there are none.
        at_least: Number of draws that sum to at least what the neighbours hold.
        at_most: Number of draws that sum to at most that.
    """

    neighbours: Ints
    weight: Floats
    at_least: Ints
    at_most: Ints


def shuffled_sums(values: Floats, neighbours: Matrix, *, itself: bool, shuffles: int, seed: int) -> Shuffled:
    """Compare what each place's neighbours hold with random draws of as many values.

    Args:
        values: One value per place.
        neighbours: Matrix of neighbours, n by n, empty diagonal; weights within a row are equal.
        itself: Whether the place counts among its neighbours; then draws are from all places.
        shuffles: Number of draws.
        seed: Seed of the draws.
    Returns:
        Per place the number of draws at least and at most as high.
    Raises:
        ValueError: Weights within a row differ, or `shuffles` is below 1.
    Source:
        Anselin (1995), Geographical Analysis 27, 93-115, section on conditional randomisation; the sharing of draws
        between places with as many neighbours is exact, not an approximation.
    """
    if shuffles < 1:
        raise ValueError(f"shuffles is {shuffles}: give a number of random orders, 1 or more")
    n = len(values)
    count = np.diff(neighbours.indptr).astype(np.int64)
    weight = _weights(neighbours, count)
    # Ones instead of weights: sums of whole numbers stay exact, so that ties are ties.
    held = np.add.reduceat(np.append(values[neighbours.indices], 0.0), neighbours.indptr[:-1]) if n else np.zeros(0)
    held = np.where(count > 0, held, 0.0) + (values if itself else 0.0)
    at_least, at_most = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    for k in np.unique(count):
        these = np.flatnonzero(count == k)
        if k == 0 and not itself:
            continue
        if itself:
            sums = np.sort(values[_draw(n, int(k) + 1, shuffles, seed)].sum(axis=1))
            at_least[these], at_most[these] = _compare(sums, held[these])
        else:
            at_least[these], at_most[these] = _without_itself(values, held, these, int(k), shuffles, seed)
    return Shuffled(count, weight, at_least, at_most)


def two_sided(found: Shuffled, shuffles: int) -> Floats:
    """Two-sided p values of what `shuffled_sums` counted.

    Args:
        found: The counts.
        shuffles: Number of draws they were counted over.
    Returns:
        Twice the smaller tail, the city's own order counted among the draws, at most 1.
    Source:
        Phipson and Smyth (2010), Stat Appl Genet Mol Biol 9, 39 (a p value by shuffling is never zero).
    """
    tail = np.minimum(found.at_least, found.at_most)
    return np.minimum(2.0 * (tail + 1.0) / (shuffles + 1.0), 1.0)


def _without_itself(values: Floats, held: Floats, these: Ints, k: int, shuffles: int, seed: int) -> tuple[Ints, Ints]:
    n = len(values)
    if k >= n - 1:  # all others are neighbours: every draw is the same
        return np.full(len(these), shuffles), np.full(len(these), shuffles)
    drawn = _draw(n, k + 1, shuffles, seed)
    sums = values[drawn[:, :k]].sum(axis=1)
    at_least, at_most = _compare(np.sort(sums), held[these])
    # Draws that hold the place itself: take them out, put in the same with the spare value in its stead.
    position = np.full(n, -1)
    position[these] = np.arange(len(these))
    draw, slot = np.nonzero(position[drawn[:, :k]] >= 0)
    place = drawn[draw, slot]
    without = sums[draw] - values[place] + values[drawn[draw, k]]
    goal, own = held[place], position[place]
    more = _reaches(without, goal).astype(int) - _reaches(sums[draw], goal)
    at_least += np.bincount(own, weights=more, minlength=len(these)).astype(np.int64)
    below = _reaches(-without, -goal).astype(int) - _reaches(-sums[draw], -goal)
    at_most += np.bincount(own, weights=below, minlength=len(these)).astype(np.int64)
    return at_least, at_most


@lru_cache(maxsize=12)
def _draw(n: int, k: int, rows: int, seed: int) -> npt.NDArray[np.int32]:
    """Rows of k different numbers below n, each equally likely; kept, as many kinds of event ask the same."""
    rng = np.random.default_rng([seed, k])
    k = min(k, n)
    if k * k > n:  # repeats would be the rule: sort random keys instead
        at_once = max(1, _KEYS_AT_ONCE // n)
        sizes = [min(at_once, rows - start) for start in range(0, rows, at_once)]
        parts = [np.argsort(rng.random((size, n)), axis=1)[:, :k].astype(np.int32) for size in sizes]
        return np.concatenate(parts)
    drawn = rng.integers(0, n, size=(rows, k), dtype=np.int32)
    while True:
        ordered = np.sort(drawn, axis=1)
        twice = np.flatnonzero((ordered[:, 1:] == ordered[:, :-1]).any(axis=1))
        if not len(twice):
            return drawn
        drawn[twice] = rng.integers(0, n, size=(len(twice), k), dtype=np.int32)


def _compare(ordered: Floats, held: Floats) -> tuple[Ints, Ints]:
    slack = _slack(held)
    at_least = len(ordered) - np.searchsorted(ordered, held - slack, side="left")
    at_most = np.searchsorted(ordered, held + slack, side="right")
    return at_least.astype(np.int64), at_most.astype(np.int64)


def _reaches(sums: Floats, goal: Floats) -> npt.NDArray[np.bool_]:
    reached: npt.NDArray[np.bool_] = sums >= goal - _slack(goal)
    return reached


def _slack(held: Floats) -> Floats:
    """Sums of the same fractions in another order differ in the last digits; that is no difference."""
    return 1e-9 * np.maximum(np.abs(held), 1.0)


def _weights(neighbours: Matrix, count: Ints) -> Floats:
    if neighbours.shape[0] == 0 or not len(neighbours.data):
        return np.zeros(neighbours.shape[0])
    first = neighbours.data[np.minimum(neighbours.indptr[:-1], len(neighbours.data) - 1)]
    weight = np.where(count > 0, first, 0.0)
    if not np.allclose(neighbours.data, np.repeat(weight, count)):
        raise ValueError("weights within a row differ: give ones, or rows standardised from ones")
    return weight
