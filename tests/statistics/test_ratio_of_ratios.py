import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from tidegate.statistics import ratio_of_ratios

count = st.integers(0, 30)


def test_halved_here_and_unchanged_there():
    found = ratio_of_ratios((20, 10), (50, 50))
    assert found.value == 0.5
    assert found.low < 0.5 < found.high


def test_one_event_of_four_by_hand():
    # Given the sums, the one event after is here with chance r / (1 + r): it is in 39 of 40 cases at r = 39.
    found = ratio_of_ratios((1, 0), (0, 1))
    assert found.high == pytest.approx(39)
    assert found.low == 0


@given(count, count, count, count)
def test_agrees_with_another_way_to_the_exact_interval(b1, a1, b0, a0):
    table = [[a1, b1], [a0, b0]]
    if 0 in np.sum(table, axis=0) or 0 in np.sum(table, axis=1):
        return
    other = stats.contingency.odds_ratio(table, kind="conditional").confidence_interval(0.95)
    found = ratio_of_ratios((b1, a1), (b0, a0))
    assert found.low == pytest.approx(other.low, rel=1e-4, abs=1e-9)
    assert found.high == (np.inf if np.isinf(other.high) else pytest.approx(other.high, rel=1e-4))


@given(st.integers(1, 30), st.integers(1, 30), st.integers(1, 30), st.integers(1, 30))
def test_turning_time_round_turns_the_ratio_round(b1, a1, b0, a0):
    one, two = ratio_of_ratios((b1, a1), (b0, a0)), ratio_of_ratios((a1, b1), (a0, b0))
    assert two.value == pytest.approx(1 / one.value)
    assert (two.low, two.high) == (pytest.approx(1 / one.high), pytest.approx(1 / one.low))
    assert two.p == pytest.approx(one.p)


@given(st.integers(1, 30), st.integers(1, 30), st.integers(1, 30), st.integers(1, 30))
def test_counting_by_half_is_shorter(b1, a1, b0, a0):
    exact, half = ratio_of_ratios((b1, a1), (b0, a0)), ratio_of_ratios((b1, a1), (b0, a0), mid=True)
    assert exact.low <= half.low <= half.high <= exact.high


@given(st.integers(1, 30), st.integers(1, 30), st.integers(1, 30), st.integers(1, 30), st.booleans())
def test_p_and_interval_agree(b1, a1, b0, a0, mid):
    found = ratio_of_ratios((b1, a1), (b0, a0), mid=mid)
    assert (found.p < 0.05) == (not found.low <= 1 <= found.high)


def test_wrong_counts_and_levels_are_told():
    with pytest.raises(ValueError, match="0 or more"):
        ratio_of_ratios((-1, 2), (3, 4))
    with pytest.raises(ValueError, match="level is 95"):
        ratio_of_ratios((1, 2), (3, 4), level=95)


def test_halved_counting_covers_at_its_level_and_exact_at_least():
    rng = np.random.default_rng(11)
    draws = rng.poisson([12, 5.4, 24, 18], (400, 4))  # a true ratio of ratios of 0.6
    for mid, least, most in ((True, 0.92, 0.98), (False, 0.93, 1.0)):
        found = [ratio_of_ratios((b1, a1), (b0, a0), mid=mid) for b1, a1, b0, a0 in draws.tolist()]
        assert least <= np.mean([each.low <= 0.6 <= each.high for each in found]) <= most
