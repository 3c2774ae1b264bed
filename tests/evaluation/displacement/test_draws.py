"""Sets of places that are like the treated, and the same sums over each."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tidegate.evaluation.displacement.draws import Likeness, draw_alike
from tidegate.evaluation.displacement.rings import rings_around
from tidegate.evaluation.displacement.tallies import shares_of_ring, tally

POINTS = np.array([[c * 100.0, r * 100.0] for c in range(10) for r in range(10)])
LEVELS = np.arange(100, dtype=float)[None, None]


def drawn(treated, *, alike, points=POINTS, draws=50, pool=None):
    treated = np.array(treated)
    pool = np.setdiff1d(np.arange(100), treated) if pool is None else np.array(pool)
    rng = np.random.default_rng(1)
    starts = np.zeros(len(treated), dtype=np.int64)
    return draw_alike(treated, starts, pool, Likeness(LEVELS, points, alike), draws=draws, rng=rng)


def test_places_are_drawn_from_those_with_as_much_before():
    found = drawn([50, 90], alike=4, points=None)
    assert set(found.places[:, 0]) == {48, 49, 51, 52}
    assert set(found.places[:, 1]) == {88, 89, 91, 92} or set(found.places[:, 1]) <= set(range(86, 95))
    assert found.shared == 0


def test_no_place_is_drawn_twice_into_a_set():
    found = drawn(list(range(0, 100, 5)), alike=40, points=None)
    assert all(len(set(row)) == len(row) for row in found.places.tolist())


def test_places_that_touch_are_drawn_as_places_that_touch():
    found = drawn([44, 45, 54], alike=30)
    assert found.blocks == 1
    apart = np.abs(POINTS[found.places][:, :, None] - POINTS[found.places][:, None]).max(axis=(1, 2, 3))
    assert (apart <= 200).all()


def test_too_few_places_are_told():
    assert drawn([1, 2, 3, 4], alike=5, points=None, pool=[10, 11]).shared > 0


@given(st.lists(st.integers(0, 99), min_size=1, max_size=8, unique=True), st.integers(0, 2**32 - 1))
def test_sums_are_those_of_counting_one_by_one(places, seed):
    rng = np.random.default_rng(seed)
    starts = np.sort(rng.integers(0, 3, len(places)))
    quantities = rng.integers(0, 9, (2, 3, 100)).astype(float)
    clean = rng.random(100) < 0.9
    rings = rings_around(POINTS, [100, 200])
    found = tally(np.array([places]), starts, quantities, rings=rings, clean=clean)
    assert found.local[0].tolist() == [sum(q[s, p] for s, p in zip(starts, places, strict=True)) for q in quantities]
    taken = set(places) | set(np.flatnonzero(~clean).tolist())
    for number, band in enumerate(rings.bands):
        sums, new = np.zeros(2), set()
        for s, p in zip(starts, places, strict=True):  # the earliest start comes first
            for unit in np.flatnonzero(band[[p]].toarray()):
                if unit not in taken and unit not in new:
                    new.add(int(unit))
                    sums += quantities[:, s, unit]
        taken |= new
        assert found.rings[number, 0].tolist() == sums.tolist()
    each = shares_of_ring(np.array(places), starts, quantities, rings=rings, clean=clean)
    assert np.allclose(each.sum(axis=0), found.rings.sum(axis=(0, 1)))
