import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from tidegate.statistics import e_test, rate_change, rate_interval

small = st.integers(0, 40)


def test_published_e_tests(shared):
    reference = json.loads((shared / "reference" / "poisson_etest.json").read_text())
    for case in reference["cases"]:
        if "k" in case:
            assert e_test(*case["k"]) == pytest.approx(case["expected_p"], abs=case["tol"])


def test_no_event_in_two_years():
    low, high = rate_interval([0], [2])
    assert low[0] == 0
    assert high[0] == pytest.approx(-np.log(0.025) / 2)  # the rate at which nothing happens once in forty times


@given(small, st.floats(0.1, 50))
def test_interval_ends_are_where_the_tails_are(events, exposure):
    low, high = rate_interval([events], [exposure])
    assert stats.poisson.cdf(events, high[0] * exposure) == pytest.approx(0.025)
    if events:
        assert stats.poisson.sf(events - 1, low[0] * exposure) == pytest.approx(0.025)


@given(small, small, st.floats(0.2, 5))
def test_change_agrees_with_the_exact_binomial_test(before, after, odds):
    found = rate_change([before], [after], exposure=(1.0, odds))
    if before + after == 0:
        assert np.isnan(found.ratio[0])
        return
    test = stats.binomtest(after, before + after, odds / (1 + odds))
    assert found.p[0] == pytest.approx(test.pvalue)
    low, high = test.proportion_ci(0.95)
    assert found.low[0] == pytest.approx(low / (1 - low) / odds)
    assert found.high[0] == (pytest.approx(high / (1 - high) / odds) if before else np.inf)


@given(small, small)
def test_e_test_does_not_know_which_count_is_first(one, two):
    assert e_test(one, two) == pytest.approx(e_test(two, one))


def test_wrong_level_is_told():
    with pytest.raises(ValueError, match="level is 95: give a share between 0 and 1"):
        rate_interval([1], [1], level=95)


@given(one=st.integers(0, 400), two=st.integers(0, 400), weight=st.sampled_from([1.0, 0.25, 3.0]))
def test_e_test_leaves_out_no_count_that_matters(one, two, weight):
    # Every count from nought on, where the function itself looks at the likely ones alone.
    if not one + two:
        return
    rate = (one + two) / (1 + weight)
    i, j = np.ogrid[: int(2 * rate + 200), : int(2 * rate * weight + 200)]
    chance = stats.poisson.pmf(i, rate) * stats.poisson.pmf(j, rate * weight)
    with np.errstate(invalid="ignore"):
        apart = np.abs(i - j / weight) / np.sqrt(i + j / weight**2)
    found = abs(one - two / weight) / np.sqrt(one + two / weight**2)
    whole = chance[np.nan_to_num(apart) >= found - 1e-9].sum()
    assert e_test(one, two, exposure=(1.0, weight)) == pytest.approx(min(whole, 1.0), abs=1e-9)
