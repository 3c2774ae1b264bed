import json

import numpy as np
import pytest

from tidegate.statistics import general_g, getis_ord, within


@pytest.fixture
def published(shared):
    reference = json.loads((shared / "reference" / "spatial_autocorrelation.json").read_text())
    return next(case for case in reference["cases"] if "points" in case)


def test_published_gi_and_gi_star(published):
    near = within(published["points"], published["band"])
    assert getis_ord(published["y"], near, itself=False).z == pytest.approx(published["Gi_binary_z"], abs=1e-6)
    assert getis_ord(published["y"], near).z == pytest.approx(published["Gi_star_binary_z"], abs=1e-6)


def test_published_general_g(published):
    g, p = general_g(published["y"], within(published["points"], published["band"]))
    assert g == pytest.approx(published["G"], abs=1e-6)
    assert p == pytest.approx(published["p_norm"], abs=1e-6)


def test_shuffled_and_normal_p_agree_where_values_are_normal():
    rng = np.random.default_rng(1)
    points = np.column_stack([np.repeat(np.arange(20), 20), np.tile(np.arange(20), 20)])
    values = rng.normal(size=400)
    near = within(points, 1.5)
    shuffled = getis_ord(values, near, shuffles=9_999, seed=2).p
    assert np.abs(shuffled - getis_ord(values, near).p).max() < 0.05


def test_a_hill_is_found_and_flat_land_is_not():
    x, y = np.meshgrid(np.arange(12), np.arange(12))
    points = np.column_stack([x.ravel(), y.ravel()])
    values = np.random.default_rng(4).poisson(np.where(np.hypot(x - 3, y - 3).ravel() < 2, 12, 1))
    found = getis_ord(values, within(points, 1.5), shuffles=9_999, seed=1)
    called = found.q < 0.05
    assert called[(points == [3, 3]).all(axis=1)].all()
    assert not called[np.hypot(*(points - [3, 3]).T) > 5].any()


def test_equal_values_gather_nowhere():
    assert np.isnan(getis_ord([2, 2, 2], within([[0, 0], [1, 0], [2, 0]], 1)).z).all()


def test_a_diagonal_is_told():
    near = within([[0, 0], [1, 0]], 1)
    near.setdiag(1)
    with pytest.raises(ValueError, match="say with `itself` whether a place counts itself"):
        getis_ord([1, 2], near)
