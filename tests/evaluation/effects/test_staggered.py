"""Difference-in-differences: the published effects, a case by hand, another way to the same, and the refusals."""

import json
import warnings

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import csv

from tests.evaluation.effects.made import made, random_panel
from tidegate.errors import EvaluationError, PanelError
from tidegate.evaluation import read_panel
from tidegate.evaluation.effects.staggered import DidOptions, estimate_did


@pytest.fixture(scope="module")
def counties(shared):
    table = csv.read_csv(shared / "data/evaluation/mpdta.csv")
    begun = zip(table["countyreal"].to_pylist(), table["first.treat"].to_pylist(), strict=True)
    starts = {str(unit): str(year) if year else None for unit, year in begun}
    return read_panel(table, outcomes=["lemp"], starts=starts, unit="countyreal", period="year", covariates=["lpop"])


@pytest.fixture(scope="module")
def published(shared):
    text = (shared / "reference/did_mpdta.json").read_text(encoding="utf-8")
    return json.loads(text)["expected"]["mpdta_nev_dr"]


def quick(panel, **options):
    return estimate_did(panel, "thefts", options=DidOptions(draws=0, **options), seed=1)


def test_two_against_two_by_hand():
    # Treated fall from 6 to 3.5, the others rise from 5 to 5.5: 3 less than they would have had.
    effect = quick(made([[5, 3], [7, 4], [4, 4], [6, 7]], [1, 1, None, None]))
    assert (effect.value, effect.observed, effect.without) == (-3.0, 3.5, 6.5)
    assert (effect.treated, effect.comparison, effect.before, effect.after) == (2, 2, 1, 1)


def test_published_group_time_effects(counties, published):
    table = estimate_did(counties, "lemp", options=DidOptions(draws=0), seed=1).tables["group_time"]
    found = {(int(r["cohort"]), int(r["period"])): (r["effect"], r["se"]) for r in table.to_pylist()}
    assert len(found) == len(published["att_gt"])
    for cohort, period, effect, se in published["att_gt"]:
        assert found[cohort, period][0] == pytest.approx(effect, abs=1e-8)
        assert found[cohort, period][1] == pytest.approx(se, abs=1e-6)


@pytest.mark.parametrize("aggregation", ["simple", "group", "calendar", "dynamic"])
def test_published_overall_effects(counties, published, aggregation):
    effect = estimate_did(counties, "lemp", options=DidOptions(draws=0, aggregation=aggregation), seed=1)
    value, se = published["overall"][aggregation]
    assert effect.value == pytest.approx(value, abs=1e-8)
    assert effect.se == pytest.approx(se, abs=1e-6)


def library(panel, covariates=(), **options):
    from diff_diff import CallawaySantAnna

    outcome = next(iter(panel.outcomes))
    units, periods = panel.outcome(outcome).shape
    frame = pd.DataFrame(
        {
            "unit": np.repeat(np.arange(units), periods),
            "time": np.tile(np.arange(periods) + 1, units),
            "y": panel.outcome(outcome).ravel(),
            "first": np.repeat(np.where(panel.start < 0, 0, panel.start + 1), periods),
            **{name: np.repeat(panel.covariates[name], periods) for name in covariates},
        }
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return CallawaySantAnna(**options).fit(
            frame, outcome="y", unit="unit", time="time", first_treat="first", covariates=list(covariates) or None
        )


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ({}, {}),
        ({"comparison": "not-yet"}, {"control_group": "not_yet_treated"}),
        ({"anticipation": 1}, {"anticipation": 1}),
        ({"base": "universal"}, {"base_period": "universal"}),
        (
            {"base": "universal", "comparison": "not-yet"},
            {"base_period": "universal", "control_group": "not_yet_treated"},
        ),
    ],
)
def test_agrees_with_the_library(ours, theirs):
    panel = random_panel(3, lift=1.0)
    effect, other = quick(panel, **ours), library(panel, **theirs)
    if "anticipation" not in ours:
        # The library counts the periods of anticipation into the whole; we, as the package of the authors, do not.
        assert effect.value == pytest.approx(other.overall_att, abs=1e-10)
        assert effect.se == pytest.approx(other.overall_se, abs=1e-10)
    found = {(r["cohort"], r["period"]): r["effect"] for r in effect.tables["group_time"].to_pylist()}
    for (cohort, period), cell in other.group_time_effects.items():
        name = (str(1999 + int(cohort)), str(1999 + int(period)))
        if name in found:
            assert found[name] == pytest.approx(cell["effect"], abs=1e-10)


@pytest.mark.parametrize(("ours", "theirs"), [("doubly-robust", "dr"), ("regression", "reg"), ("weighting", "ipw")])
@pytest.mark.parametrize("comparison", ["never", "not-yet"])
def test_covariates_agree_with_the_library(counties, ours, theirs, comparison):
    options = DidOptions(draws=0, covariates=("lpop",), adjustment=ours, comparison=comparison)
    effect = estimate_did(counties, "lemp", options=options, seed=1)
    control = "never_treated" if comparison == "never" else "not_yet_treated"
    other = library(counties, ("lpop",), estimation_method=theirs, control_group=control)
    # Doubly robust, the library divides the weights of the comparison by the number of treated units and not, as the
    # authors' package does, by their sum: a difference in the seventh digit.
    assert effect.value == pytest.approx(other.overall_att, abs=1e-6 if theirs == "dr" else 1e-8)
    assert effect.se == pytest.approx(other.overall_se, abs=1e-6)


def test_clusters_agree_with_the_library():
    from diff_diff import CallawaySantAnna

    panel = random_panel(5, units=48, treated=24, cohorts=1, lift=1.0)
    names = tuple(f"c{i // 3}" for i in range(48))
    clustered = estimate_did(
        made(panel.outcome("thefts"), [None if s < 0 else int(s) for s in panel.start], clusters=names),
        "thefts", options=DidOptions(draws=0), seed=1,
    )  # fmt: skip
    frame = pd.DataFrame(
        {
            "unit": np.repeat(np.arange(48), 12), "time": np.tile(np.arange(12) + 1, 48),
            "y": panel.outcome("thefts").ravel(), "g": np.repeat(np.arange(48) // 3, 12),
            "first": np.repeat(np.where(panel.start < 0, 0, panel.start + 1), 12),
        }
    )  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        other = CallawaySantAnna(cluster="g").fit(frame, outcome="y", unit="unit", time="time", first_treat="first")
    assert clustered.value == pytest.approx(other.overall_att, abs=1e-10)
    assert clustered.se == pytest.approx(other.overall_se, rel=0.02)


@settings(max_examples=20)
@given(st.integers(0, 10_000), st.floats(-5, 5), st.sampled_from(["varying", "universal", "mean"]))
def test_what_all_units_share_does_not_count(seed, shift, base):
    panel = random_panel(seed)
    rng = np.random.default_rng(seed)
    moved = panel.outcome("thefts") + rng.normal(0, 3, (1, 12)) + rng.normal(0, 3, (40, 1))
    moved = np.where(panel.under, moved + shift, moved)
    other = made(moved, [None if s < 0 else int(s) for s in panel.start])
    assert quick(other, base=base).value == pytest.approx(quick(panel, base=base).value + shift, abs=1e-8)


def test_order_of_units_does_not_matter():
    panel = random_panel(2, lift=-1.0)
    other = panel.pick(np.random.default_rng(1).permutation(40))
    assert quick(other).value == pytest.approx(quick(panel).value)
    assert quick(other).se == pytest.approx(quick(panel).se)


def test_mean_base_takes_all_periods_before():
    panel = made([[1, 3, 8], [2, 2, 3], [0, 2, 1]], [2, None, None])
    # 8 - mean(1, 3) = 6; 3 - 2 = 1 and 1 - 1 = 0.
    assert quick(panel, base="mean").value == pytest.approx(5.5)


def test_weights_count_units_several_times():
    twice = made([[5, 3], [5, 3], [7, 4], [4, 4], [6, 7]], [1, 1, 1, None, None])
    once = made([[5, 3], [7, 4], [4, 4], [6, 7]], [1, 1, None, None], weights=np.array([2.0, 1, 1, 1]))
    assert quick(once, weighted=True).value == pytest.approx(quick(twice).value)


def test_few_treated_units_are_judged_by_other_places():
    panel = random_panel(4, treated=3, cohorts=1)
    effect = estimate_did(panel, "thefts", seed=1)
    assert effect.p_by == "permutation"
    assert any("not to be believed" in said for said in effect.warnings)
    assert any("interval comes from such other assignments" in said for said in effect.rests_on)
    assert (effect.low <= 0 <= effect.high) == (effect.p > 0.05)


def test_same_seed_same_effect():
    panel = random_panel(4, treated=3, cohorts=1)
    first, second = (estimate_did(panel, "thefts", seed=9) for _ in range(2))
    assert (first.low, first.high, first.p) == (second.low, second.high, second.p)


def test_all_checks_are_there():
    effect = estimate_did(random_panel(1, treated=12), "thefts", seed=1)
    kinds = [check.kind for check in effect.checks]
    assert kinds == ["pre-trend", "placebo in time", "placebo in place", "leave one out", "sensitivity"]
    assert all(check.says for check in effect.checks)
    assert {"group_time", "path", "decomposition"} <= set(effect.tables)
    assert [point.at for point in effect.path] == sorted(point.at for point in effect.path)


def test_a_large_effect_is_shown():
    effect = estimate_did(random_panel(1, treated=15, cohorts=1, lift=-4.0), "thefts", seed=1)
    assert effect.shown
    assert effect.high < 0


def test_diverging_units_are_flagged():
    panel = random_panel(1, treated=15, cohorts=1)
    values = panel.outcome("thefts") + np.where(panel.treated, 1.0, 0.0)[:, None] * np.arange(12)
    effect = estimate_did(made(values, [None if s < 0 else int(s) for s in panel.start]), "thefts", seed=1)
    assert "pre-trend" in [check.kind for check in effect.broken]
    assert not effect.shown


def test_without_untreated_units_later_ones_serve():
    effect = quick(made([[5, 3, 3, 4], [7, 4, 4, 4], [4, 4, 5, 2], [6, 7, 6, 3]], [1, 1, 3, 3]))
    assert any("No unit goes without the measure" in said for said in effect.warnings)
    # Only the time before the last start can be seen: 3.5 beside 5.5 in both periods, from 6 beside 5.
    assert effect.value == pytest.approx(((-2.5 - 0.5) + (-2.5 - 0.5)) / 2)


def test_missing_cells_are_said_and_left_out():
    panel = random_panel(6, lift=-3.0)
    values = panel.outcome("thefts").copy()
    values[:, 2] = np.nan
    values[0, 7] = np.nan
    effect = estimate_did(made(values, [None if s < 0 else int(s) for s in panel.start]), "thefts", seed=1)
    assert any("gap in the series: no unit has a value in 2002" in said for said in effect.warnings)
    assert any("left out and are not taken for nought" in said for said in effect.warnings)
    assert effect.value == pytest.approx(-3, abs=1)


def test_one_period_before_is_a_warning():
    effect = quick(made([[5, 3, 3], [7, 4, 4], [4, 4, 5], [6, 7, 6]], [1, 1, None, None]))
    assert any("There is one period before the start" in said for said in effect.warnings)
    assert [c.holds for c in effect.checks if c.kind in ("pre-trend", "placebo in time")] == [None, None]


@pytest.mark.parametrize(
    ("values", "start", "words"),
    [
        ([[1, 2], [3, 4]], [None, None], "in no unit does the measure begin"),
        ([[1, 2], [3, 4]], [0, None], "every treated unit is under the measure from the first period"),
        ([[2, 2], [2, 2]], [1, None], "it is 2 in every unit and period"),
        ([[1, -2], [3, 4]], [1, None], "1 counts are below nought"),
        ([[np.nan, np.nan], [np.nan, 4]], [1, None], "75% of the cells have no value"),
    ],
)
def test_bad_panels_are_refused(values, start, words):
    with pytest.raises(PanelError, match=words):
        quick(made(values, start))


def test_nothing_to_compare_with_is_refused():
    with pytest.raises(EvaluationError, match="nothing to compare with"):
        quick(made([[1, 2], [3, 4]], [1, 1]))


def test_unknown_covariates_are_refused():
    with pytest.raises(EvaluationError, match="no covariate people"):
        quick(random_panel(1), covariates=("people",))


def test_the_table_of_cells_is_complete():
    table = quick(random_panel(1)).tables["group_time"]
    assert table.column_names == ["cohort", "period", "since", "effect", "se", "units"]
    assert table.num_rows == 3 * 11
    assert isinstance(table, pa.Table)
