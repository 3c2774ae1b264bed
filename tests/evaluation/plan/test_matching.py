"""Places to compare with: the most alike before, and a reason for each of the others."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.evaluation.plan.cases import counts, panel
from tidegate.errors import PlanError
from tidegate.evaluation import Panel
from tidegate.evaluation.plan import Compared, MatchingWish, propose
from tidegate.evaluation.plan.features import features
from tidegate.evaluation.plan.laying import planned

ONE = MatchingWish(each=1)


def free(made: Panel) -> Compared:
    return Compared(~planned(made), {})


def test_a_twin_is_found_before_all_others():
    values = counts(12, 30)
    values[7] = values[0]
    found = propose(panel(values, [24]), ("thefts",), free(panel(values, [24])), ONE)
    assert found.units == ("u007",)
    assert found.pairs.to_pylist() == [{"unit": "u000", "comparison": "u007", "distance": 0.0}]
    assert found.balanced
    assert found.left_out["u003"] == "others are more alike"
    assert len(found.left_out) == 10


def test_level_trend_and_season_are_those_of_the_curve_that_was_drawn():
    at = np.arange(24.0)
    curve = 10 + 0.25 * (at - 11.5) + 3 * np.cos(2 * np.pi * at / 12)
    found = features(panel(curve[None, :], []), ("thefts",))
    told = dict(zip(found.names, found.values[0], strict=True))
    assert told["thefts, level"] == pytest.approx(10)
    assert told["thefts, trend"] == pytest.approx(0.25)
    assert told["thefts, season, cosine"] == pytest.approx(3)
    assert told["thefts, season, sine"] == pytest.approx(0, abs=1e-9)


def test_a_month_that_is_missing_leaves_the_line_where_it_is():
    line = 5 + 0.5 * np.arange(10.0)
    holed = line.copy()
    holed[3] = np.nan
    found = features(panel(np.stack([line, holed]), []), ("thefts",))
    assert found.values[:, found.names.index("thefts, trend")] == pytest.approx([0.5, 0.5])


def test_two_of_one_level_are_told_apart_by_their_trends():
    at = np.arange(12.0)
    rows = [10 + 0.5 * (at - 5.5), 10 - 0.5 * (at - 5.5), 10.3 + 0.5 * (at - 5.5), 10 + 0 * at, 16 + 0 * at, 4 + 0 * at]
    made = panel(np.array(rows), [12])
    assert propose(made, ("thefts",), free(made), ONE).units == ("u002",)


@settings(max_examples=25)
@given(st.integers(0, 10_000))
def test_no_other_choice_has_a_smaller_sum_of_distances(seed):
    made = panel(counts(8, 12, seed=seed), [12] * 3)
    found = propose(made, ("thefts",), free(made), ONE)
    values = features(made, ("thefts",)).values
    scaled = values / values.std(axis=0, ddof=1)
    apart = np.sqrt(((scaled[:3, None] - scaled[None, 3:]) ** 2).mean(axis=2))
    best = min(sum(apart[i, j] for i, j in enumerate(way)) for way in itertools.permutations(range(5), 3))
    assert sum(found.pairs["distance"].to_pylist()) == pytest.approx(best)
    assert len(set(found.pairs["comparison"].to_pylist())) == 3


def test_a_place_may_be_taken_again_only_where_that_is_asked():
    values = counts(6, 20)
    values[1] = values[0]
    values[4] = values[0]
    made = panel(values, [20, 20])
    again = propose(made, ("thefts",), free(made), MatchingWish(each=1, again=True))
    assert again.units == ("u004",)
    assert len(propose(made, ("thefts",), free(made), ONE).units) == 2


def test_with_too_few_each_gets_its_first_before_any_its_second():
    made = panel(counts(5, 20), [20, 20])
    found = propose(made, ("thefts",), free(made), MatchingWish(each=2))
    assert sorted(found.pairs["unit"].to_pylist()) == ["u000", "u000", "u001"] or sorted(
        found.pairs["unit"].to_pylist()
    ) == ["u000", "u001", "u001"]
    assert any("got fewer than 2 places" in said for said in found.warnings)


def test_balance_is_the_difference_of_means_in_standard_deviations():
    values = np.array([[4.0] * 6, [2.0] * 6, [8.0] * 6])
    made = panel(values, [6])
    row = propose(made, ("thefts",), free(made), ONE).balance.to_pylist()[0]
    spread = np.std([4, 2, 8], ddof=1)
    assert row["figure"] == "thefts, level"
    assert row["difference_before"] == pytest.approx((4 - 5) / spread)
    assert row["difference_after"] == pytest.approx((4 - 2) / spread)


def test_only_the_time_before_the_start_is_looked_at():
    values = counts(9, 30)
    other = values.copy()
    other[:, 24:] = np.nan
    first, second = (propose(panel(v, [24]), ("thefts",), free(panel(v, [24])), ONE) for v in (values, other))
    assert first == second


def test_mahalanobis_counts_a_figure_said_twice_only_once():
    random = np.random.default_rng(4)
    made = panel(np.tile(random.poisson(9, (14, 1)).astype(float), (1, 4)), [4])
    size, mood = random.normal(size=14), random.normal(size=14)
    once = replace(made, covariates={"size": size, "mood": mood})
    thrice = replace(made, covariates={"size": size, "size again": size, "and again": size, "mood": mood})
    wish = MatchingWish(each=1, distance="mahalanobis")
    assert propose(once, ("thefts",), free(made), wish).units == propose(thrice, ("thefts",), free(made), wish).units


def test_who_lacks_a_figure_or_lies_too_far_is_named_with_the_reason():
    values = counts(6, 20)
    made = replace(panel(values, [20]), covariates={"size": np.array([1, 2, np.nan, 2, 2, 1.0])})
    with_whom = Compared(np.array([False, True, True, True, True, False]), {"u005": "it lies 20 m from u000"})
    found = propose(made, ("thefts",), with_whom, ONE)
    assert found.left_out["u002"] == "it has no figure for size"
    assert found.left_out["u005"] == "it lies 20 m from u000"
    assert propose(made, ("thefts",), with_whom, MatchingWish(each=1, farthest=1e-9)).units == ()


def test_there_must_be_somebody_to_propose_and_a_time_before():
    made = panel(counts(3, 10), [10])
    with pytest.raises(PlanError, match="there is no place to compare with that has all figures"):
        propose(made, ("thefts",), Compared(np.zeros(3, dtype=bool), {}), ONE)
    with pytest.raises(PlanError, match="it has no period before the first start"):
        propose(panel(counts(3, 10), [0]), ("thefts",), free(made), ONE)
