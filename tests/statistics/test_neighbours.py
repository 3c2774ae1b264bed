import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidegate.statistics import nearest, row_standardised, touching, within

cells = st.sets(st.tuples(st.integers(-5, 5), st.integers(-5, 5)), min_size=1, max_size=40)
points = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=2, max_size=30)


@given(cells)
def test_touching_agrees_with_looking_at_every_pair(found):
    x, y = np.array(sorted(found)).T
    far = np.maximum(np.abs(x[:, None] - x), np.abs(y[:, None] - y))
    assert (touching(x, y).toarray() == (far == 1)).all()
    straight = np.abs(x[:, None] - x) + np.abs(y[:, None] - y) == 1
    assert (touching(x, y, corners=False).toarray() == straight).all()


@given(points, st.integers(1, 15))
def test_within_agrees_with_looking_at_every_pair(found, distance):
    xy = np.array(found, dtype=float)
    far = np.hypot(*(xy[:, None, :] - xy[None, :, :]).transpose(2, 0, 1))
    near = (far <= distance) & ~np.eye(len(xy), dtype=bool)
    assert (within(xy, distance).toarray() == near).all()


@given(points, st.integers(1, 5))
def test_each_place_has_k_others_none_nearer_left_out(found, k):
    xy = np.array(found, dtype=float)
    matrix = nearest(xy, k).toarray()
    far = np.hypot(*(xy[:, None, :] - xy[None, :, :]).transpose(2, 0, 1))
    assert not matrix.diagonal().any()
    assert (matrix.sum(axis=1) == min(k, len(xy) - 1)).all()
    for i in range(len(xy)):
        others = np.arange(len(xy)) != i
        left = far[i][others & (matrix[i] == 0)]
        assert not len(left) or far[i][matrix[i] > 0].max() <= left.min() + 1e-9


def test_a_row_of_means():
    assert row_standardised(touching([0, 1, 2], [0, 0, 0])).toarray()[1].tolist() == [0.5, 0.0, 0.5]


def test_a_cell_twice_is_told():
    with pytest.raises(ValueError, match="a cell is given twice"):
        touching([1, 1], [2, 2])


def test_a_place_without_a_point_is_told():
    with pytest.raises(ValueError, match="leave out places without a point"):
        within([[0, np.nan]], 5)
