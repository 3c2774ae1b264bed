"""A share of tries and how far it may be off."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from tidegate.statistics import exact_interval, wilson_interval


def test_five_of_ten_as_clopper_and_pearsons_table_has_it():
    assert exact_interval(5, 10) == pytest.approx((0.187, 0.813), abs=5e-4)


@pytest.mark.parametrize("interval", [exact_interval, wilson_interval])
def test_a_share_of_none_or_all_keeps_its_border(interval):
    assert interval(0, 10)[0] == 0
    assert interval(10, 10)[1] == 1
    assert interval(0, 0) == (0, 1)


@given(st.integers(0, 60), st.integers(1, 60), st.sampled_from([0.9, 0.95]))
def test_both_agree_with_scipy(hits, tries, level):
    hits = min(hits, tries)
    for interval, method in ((exact_interval, "exact"), (wilson_interval, "wilson")):
        other = binomtest(hits, tries).proportion_ci(level, method=method)
        assert interval(hits, tries, level=level) == pytest.approx((other.low, other.high), abs=1e-9)
