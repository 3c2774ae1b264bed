import json
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidegate.statistics import g_test

few = st.lists(st.integers(0, 2), min_size=2, max_size=3).filter(any)


def test_published_statistics(shared):
    reference = json.loads((shared / "reference" / "poisson_etest.json").read_text())
    (case,) = (case for case in reference["cases"] if "small_sample_G" in case)
    found = [g_test(counts).g for counts in case["small_sample_G"]]
    assert found == pytest.approx(case["expected"], abs=0.005)


def test_three_events_on_one_day_of_seven_by_hand():
    # Seven of the 7 * 7 * 7 ways put all three on one day.
    assert g_test([3, 0, 0, 0, 0, 0, 0]).p == pytest.approx(7 / 343)


@settings(max_examples=20)
@given(few, st.integers(1, 5))
def test_agrees_with_throwing_every_event_everywhere(counts, first):
    expected = np.array([first, *[1] * (len(counts) - 1)]) / (first + len(counts) - 1)
    found, p = g_test(counts, expected), 0.0
    for way in product(range(len(counts)), repeat=sum(counts)):
        fallen = np.bincount(way, minlength=len(counts))
        if g_test(fallen, expected).g >= found.g - 1e-9:
            p += np.prod(expected[list(way)])
    assert found.p == pytest.approx(p)


def test_many_events_are_drawn_and_agree_with_the_large_law():
    found = g_test([60, 40, 50, 50, 55, 45, 62], seed=1)
    assert not found.exact
    assert found.p == pytest.approx(0.259, abs=0.03)  # chi-squared with 6 degrees of freedom at G = 7.73
    assert g_test([60, 40, 50, 50, 55, 45, 62], seed=1) == found


def test_no_event_tells_nothing():
    assert (g_test([0, 0]).g, g_test([0, 0]).p) == (0.0, 1.0)


@pytest.mark.parametrize("counts", [[1], [1, -1], [0.5, 1]])
def test_what_is_no_count_is_told(counts):
    with pytest.raises(ValueError, match="whole numbers, 0 or more"):
        g_test(counts)


def test_expected_of_nought_is_told():
    with pytest.raises(ValueError, match="a number above 0 for each category"):
        g_test([1, 2], [0, 1])
