"""Synthetic difference-in-differences: the published cigarettes, and the refusals."""

import json

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import csv

from tests.evaluation.effects.made import made, random_panel
from tidegate.errors import EvaluationError
from tidegate.evaluation import read_panel
from tidegate.evaluation.effects.staggered import DidOptions, estimate_did
from tidegate.evaluation.effects.synthetic_did import SyntheticDidOptions, estimate_synthetic_did

PACKS = "PacksPerCapita"
FEW = SyntheticDidOptions(draws=19, leave_out=False)


@pytest.fixture(scope="module")
def california(shared):
    table = csv.read_csv(
        shared / "data/evaluation/california_prop99.csv", parse_options=csv.ParseOptions(delimiter=";")
    )
    return read_panel(table, outcomes=[PACKS], starts={"California": "1989"}, unit="State", period="Year")


@pytest.fixture(scope="module")
def published(shared):
    return json.loads((shared / "reference/synth_prop99.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def cigarettes(california):
    return estimate_synthetic_did(california, PACKS, options=SyntheticDidOptions(), seed=1)


def test_published_estimate(cigarettes, published):
    assert cigarettes.value == pytest.approx(published["expected"]["sdid"], abs=published["tolerance"]["sdid"])


def test_published_plain_difference(california, published):
    effect = estimate_did(california, PACKS, options=DidOptions(base="mean", draws=0), seed=1)
    assert effect.value == pytest.approx(published["expected"]["did"], abs=published["tolerance"]["did"])


def test_all_donors_and_weights_are_told(cigarettes):
    weights = cigarettes.tables["weights"]
    assert weights.num_rows == 38
    assert sum(weights["weight"].to_pylist()) == pytest.approx(1)
    assert sum(cigarettes.tables["period_weights"]["weight"].to_pylist()) == pytest.approx(1)
    kinds = [check.kind for check in cigarettes.checks]
    assert kinds == ["pre-trend", "placebo in time", "placebo in place", "fit", "leave one out"]


def test_the_interval_agrees_with_the_rank_among_placebos(cigarettes):
    # One of 38 placebos reaches as far, so that p is 2 / 39: just not shown.
    assert cigarettes.p == pytest.approx(2 / 39)
    assert cigarettes.low <= 0 <= cigarettes.high
    assert not cigarettes.shown


def test_a_planted_effect_is_found():
    panel = random_panel(3, units=30, treated=2, cohorts=1, lift=-4.0)
    effect = estimate_synthetic_did(panel, "thefts", options=FEW, seed=1)
    assert effect.value == pytest.approx(-4, abs=1.5)
    assert effect.treated == 2


@pytest.mark.parametrize(("drift", "holds"), [(0.0, True), (0.15, False)])
def test_a_drift_before_the_start_is_seen_where_no_mixture_can_follow_it(drift, holds):
    rng = np.random.default_rng(4)
    values = rng.normal(20.0, 1.0, (40, 30))
    values[:4] += drift * np.arange(30)
    effect = estimate_synthetic_did(
        made(values, [24] * 4 + [None] * 36),
        "thefts",
        options=SyntheticDidOptions(draws=39, leave_out=False),
        seed=2,
    )
    check = next(check for check in effect.checks if check.kind == "pre-trend")
    assert check.holds is holds
    # A straight line through the gap, drawn another way: what the mixture could follow of it is not in it.
    gap = effect.tables["path"]["value"].to_numpy()[:24]
    assert f"by {np.polyfit(np.arange(24), gap, 1)[0]:.3g} per period" in check.says


def test_what_too_few_placebos_cannot_break_is_not_called_tried():
    values = np.random.default_rng(1).normal(10.0, 1.0, (13, 16))
    effect = estimate_synthetic_did(made(values, [10] + [None] * 12), "thefts", options=FEW, seed=1)
    tried = {check.kind: check.holds for check in effect.checks}
    assert (tried["pre-trend"], tried["placebo in time"], tried["fit"]) == (None, None, None)


def test_same_seed_same_effect():
    panel = random_panel(3, units=30, treated=2, cohorts=1)
    first, second = (estimate_synthetic_did(panel, "thefts", options=FEW, seed=5) for _ in range(2))
    assert (first.value, first.low, first.p) == (second.value, second.low, second.p)


def test_different_starts_are_refused():
    with pytest.raises(EvaluationError, match="began at 3 different times"):
        estimate_synthetic_did(random_panel(1), "thefts", options=FEW, seed=1)


def test_few_comparison_units_are_refused():
    panel = random_panel(1, units=9, treated=1, cohorts=1)
    with pytest.raises(EvaluationError, match=r"there are 8 comparison units.*at least 10 are needed"):
        estimate_synthetic_did(panel, "thefts", options=FEW, seed=1)


def test_few_periods_before_are_refused():
    rng = np.random.default_rng(1)
    panel = made(rng.normal(0, 1, (20, 6)), [2] + [None] * 19)
    with pytest.raises(EvaluationError, match="there are 2 periods before the start"):
        estimate_synthetic_did(panel, "thefts", options=FEW, seed=1)


def test_units_with_a_gap_are_left_out_loudly():
    panel = random_panel(3, units=30, treated=2, cohorts=1)
    values = panel.outcome("thefts").copy()
    values[29, 3] = np.nan
    holed = made(values, [None if s < 0 else int(s) for s in panel.start])
    effect = estimate_synthetic_did(holed, "thefts", options=FEW, seed=1)
    assert any("1 units lack a value and are left out" in said for said in effect.warnings)
    assert isinstance(effect.tables["series"], pa.Table)


def test_placebos_scatter_as_the_estimate_does_where_many_are_treated():
    # Drawn from the comparison alone, a placebo would have half as many to mix from, and scatter more.
    held = 0
    for seed in range(40):
        values = np.random.default_rng(seed).normal(10.0, 1.0, (30, 16))
        effect = estimate_synthetic_did(made(values, [10] * 10 + [None] * 20), "thefts", options=FEW, seed=seed)
        held += effect.low <= 0 <= effect.high
        assert effect.se is not None
    assert 32 <= held <= 40
