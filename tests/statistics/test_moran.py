import csv
import json
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from tests.statistics.examples import EXAMPLES
from tidegate.statistics import local_moran, moran, nearest, row_standardised, touching, within

LINE = within([[x, 0] for x in range(6)], 1)


def test_two_halves_of_a_line_by_hand():
    # Deviations are all 2 or -2: five pairs of neighbours, four alike; I = 6/10 * 2*(4-1)*4 / (6*4)
    assert moran([1, 1, 1, 5, 5, 5], LINE).i == pytest.approx(0.6)


def test_every_order_of_six_values_gives_the_expected_mean_and_shuffled_p():
    values = np.array([1.0, 2.0, 4.0, 4.0, 7.0, 9.0])
    found = moran(values, LINE, shuffles=9_999, seed=1)
    every = [moran(order, LINE).i for order in permutations(values)]
    assert np.mean(every) == pytest.approx(found.expected)
    true_p = np.mean(np.array(every) >= found.i - 1e-12)
    assert found.p_shuffled == pytest.approx(true_p, abs=4 * np.sqrt(true_p / 9_999))


def _neighbours_of_gal(text: str) -> sparse.csr_matrix:
    """Read neighbours as GeoDa writes them: a head, then for each place its number and, below it, its neighbours."""
    lines = [line.split() for line in text.splitlines() if line.strip()][1:]
    own = [int(line[0]) - 1 for line in lines[::2]]
    pairs = [(i, int(j) - 1) for i, line in zip(own, lines[1::2], strict=True) for j in line]
    rows, columns = np.array(pairs).T
    return sparse.csr_matrix((np.ones(len(pairs)), (rows, columns)), shape=(len(own), len(own)))


def test_published_homicides_around_st_louis(shared):
    """The data lie in a library of examples that the tests are given."""
    (case,) = [c for c in json.loads((shared / "reference" / "spatial_autocorrelation.json").read_text())["cases"]
               if "moran_I" in c]  # fmt: skip
    with (EXAMPLES / "stl" / "stl_hom.csv").open() as rows:
        rates = [float(row["HR8893"]) for row in csv.DictReader(rows)]
    near = row_standardised(_neighbours_of_gal((EXAMPLES / "stl" / "stl.gal").read_text()))
    found = moran(rates, near)
    assert found.i == pytest.approx(case["moran_I"], abs=1e-6)
    assert found.p == pytest.approx(case["p_norm_one_sided"], abs=1e-6)


@given(st.lists(st.integers(0, 9), min_size=6, max_size=6).filter(lambda v: len(set(v)) > 1), st.floats(0.5, 20))
def test_unit_of_the_values_does_not_matter(values, unit):
    assert moran(np.array(values) * unit + 3, LINE).z == pytest.approx(moran(values, LINE).z, abs=1e-6)


@given(st.lists(st.integers(0, 9), min_size=6, max_size=6).filter(lambda v: len(set(v)) > 1))
def test_local_coefficients_add_up_to_the_whole(values):
    near = row_standardised(LINE)
    assert local_moran(values, near, seed=1, shuffles=9).i.sum() / 6 == pytest.approx(moran(values, near).i)


def test_local_p_agrees_with_every_order_of_the_others():
    values = np.array([1.0, 2.0, 4.0, 4.0, 7.0, 9.0])
    found = local_moran(values, LINE, seed=3, shuffles=20_000)
    for i in range(6):
        others = np.delete(values, i)
        here = np.delete(LINE.toarray()[i], i)
        held = LINE.toarray()[i] @ values
        sums = np.array([here @ order for order in permutations(others)])
        true_p = min(1.0, 2 * min((sums >= held).mean(), (sums <= held).mean()))
        assert found.p[i] == pytest.approx(true_p, abs=0.03)


def test_local_p_is_even_under_the_null():
    rng = np.random.default_rng(5)
    near = nearest(rng.random((300, 2)), 6)
    p = np.concatenate([local_moran(rng.poisson(0.7, 300), near, seed=s, shuffles=999).p for s in range(5)])
    assert (p <= 0.05).mean() < 0.065


def test_a_high_place_among_low_ones_stands_out():
    x, y = np.meshgrid(np.arange(9), np.arange(9))
    values = np.random.default_rng(2).poisson(3, 81).astype(float)
    values[40] = 60
    found = local_moran(values, touching(x.ravel(), y.ravel()), seed=1)
    assert found.kind[40] == "high among low" or found.kind[40] == "high among high"
    assert found.kind[39] == "low among high"


def test_same_seed_same_answer():
    one, two = (local_moran([1, 4, 2, 8, 5, 7], LINE, seed=9) for _ in range(2))
    assert one.p.tolist() == two.p.tolist()


def test_a_place_without_neighbours_has_no_coefficient():
    found = local_moran([1, 2, 9], within([[0, 0], [1, 0], [50, 0]], 1), seed=1)
    assert np.isnan(found.i[2])
    assert found.kind[2] == ""


def test_uneven_weights_within_a_row_are_told():
    near = LINE.copy()
    near.data[1] = 0.3
    with pytest.raises(ValueError, match="weights within a row differ"):
        local_moran([1, 2, 3, 4, 5, 6], near, seed=1)


def test_a_matrix_of_another_city_is_told():
    with pytest.raises(ValueError, match="it must fit the values"):
        moran([1, 2, 3], LINE)
