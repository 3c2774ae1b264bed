"""Rings around places, and how they overlap."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidegate.errors import EvaluationError
from tidegate.evaluation.displacement.rings import named_areas, overlap, rings_around, within_reach

LINE = np.array([[x * 100.0, 0.0] for x in range(8)])


def test_a_street_of_eight():
    rings = rings_around(LINE, [100, 250])
    assert rings.labels() == ("0-100 m", "100-250 m")
    assert np.flatnonzero(rings.bands[0][[3]].toarray()).tolist() == [2, 4]
    assert np.flatnonzero(rings.bands[1][[3]].toarray()).tolist() == [1, 5]


def test_two_treated_with_one_between_share_it():
    found = overlap(rings_around(LINE, [100]), np.array([2, 4]), np.isin(np.arange(8), [2, 4], invert=True))
    assert (found.ring_units, found.shared, found.treated_in_rings) == (3, 1, 0)
    assert found.rings_met == 5  # 0, 1, 3, 5, 6: each of them touches a treated unit or one around it


def test_neighbours_lie_in_each_others_rings():
    found = overlap(rings_around(LINE, [100]), np.array([2, 3]), np.zeros(8, dtype=bool))
    assert (found.ring_units, found.shared, found.treated_in_rings) == (2, 0, 2)


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=2, max_size=15, unique=True))
def test_bands_are_the_distances(cells):
    points = np.array(cells, dtype=float)
    rings = rings_around(points, [5, 20])
    apart = np.sqrt(((points[:, None] - points[None]) ** 2).sum(axis=2))
    assert (rings.bands[0].toarray() == ((apart > 0) & (apart <= 5))).all()
    assert (rings.bands[1].toarray() == ((apart > 5) & (apart <= 20))).all()


def test_reach_holds_the_place_itself():
    assert within_reach(LINE, np.array([0]), 100).tolist() == [True, True, *[False] * 6]


@pytest.mark.parametrize("edges", [[], [0], [200, 100], [float("inf")]])
def test_edges_increase(edges):
    with pytest.raises(EvaluationError, match="Give the outer edges in metres"):
        rings_around(LINE, edges)


def test_every_unit_has_a_point():
    with pytest.raises(EvaluationError, match="no coordinates"):
        rings_around(np.array([[0.0, np.nan]]), [100])


@pytest.mark.parametrize("areas", [{"a": ["z"]}, {"a": ["x"]}, {"a": ["y"], "b": ["y"]}, {"a": []}])
def test_areas_hold_untreated_units_once(areas):
    with pytest.raises(EvaluationError, match="Name units of the panel"):
        named_areas(["x", "y"], areas, np.array([True, False]))
