"""Other assignments of the starts: by hand, all of them, the interval as an inverted test, and its size."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.evaluation.effects.made import made, random_panel
from tidegate.evaluation.effects.cells import OUT, Reading, Summing, lay_out
from tidegate.evaluation.effects.contrasts import overall
from tidegate.evaluation.effects.influence import estimate
from tidegate.evaluation.effects.permuting import LEAST_PERIODS, assignments, placebos
from tidegate.evaluation.effects.staggered import DidOptions, estimate_did

MEAN = Reading(base="mean")


def summed(panel, reading=MEAN):
    cells = lay_out(panel, "thefts", reading)
    return Summing(cells), [overall(cells, "simple")]


def test_one_of_four_has_three_others():
    labels, every = assignments(np.array([0, 1, 1, 1]), None, draws=199, seed=1)
    assert every
    assert sorted(map(tuple, labels.tolist())) == [(1, 0, 1, 1), (1, 1, 0, 1), (1, 1, 1, 0)]


def test_clusters_change_as_a_whole():
    labels, _ = assignments(np.array([0, 0, 1, 1, 1, 1]), ["a", "a", "b", "b", "c", "c"], draws=10, seed=1)
    assert sorted(map(tuple, labels.tolist())) == [(1, 1, 0, 0, 1, 1), (1, 1, 1, 1, 0, 0)]


def test_units_that_count_for_nothing_stay_so():
    labels, _ = assignments(np.array([0, OUT, 1, 1, 1, 1, 1, 1]), None, draws=3, seed=1)
    assert (labels[:, 1] == OUT).all()
    assert ((labels == 0).sum(axis=1) == 1).all()


def test_p_by_counting():
    # Changes 9, 1, 2, 3: beside the mean of the others only the first stands out, 1 of 4.
    panel = made([[0, 9], [0, 1], [0, 2], [0, 3]], [1, None, None, None])
    summing, contrasts = summed(panel)
    drawn = placebos(summing, contrasts, assignments(summing.cells.labels, None, draws=199, seed=1))
    found = estimate(summing, contrasts)[0]
    assert found.values[0] == 7
    assert drawn.p(found.values)[0] == pytest.approx(1 / 4)


@settings(max_examples=6)
@given(st.integers(0, 1000))
def test_draws_agree_with_estimating_anew(seed):
    panel = random_panel(seed, units=12, periods=8, treated=4, cohorts=2)
    summing, contrasts = summed(panel)
    labels, every = assignments(summing.cells.labels, None, draws=5, seed=seed)
    drawn = placebos(summing, contrasts, (labels, every))
    starts = np.array([*summing.cells.starts, -1])
    for row, value in zip(labels, drawn.values[:, 0], strict=True):
        other = made(panel.outcome("thefts"), [None if s < 0 else int(s) for s in starts[row]])
        options = DidOptions(base="mean", draws=0)
        assert estimate_did(other, "thefts", options=options, seed=1).value == pytest.approx(value)


@pytest.mark.parametrize("missing", [False, True])
def test_the_interval_holds_what_the_test_does_not_refute(missing):
    panel = random_panel(7, units=20, periods=10, treated=3, cohorts=1, lift=-1.0)
    values = panel.outcome("thefts").copy()
    if missing:
        values[4, 3] = values[9, 8] = np.nan
    start = [None if s < 0 else int(s) for s in panel.start]
    summing, contrasts = summed(made(values, start))
    drawn_as = assignments(summing.cells.labels, None, draws=199, seed=3)

    def tested(effect):
        moved, _ = summed(made(np.where(panel.under, values - effect, values), start))
        drawn = placebos(moved, contrasts, drawn_as)
        return drawn.p(estimate(moved, contrasts)[0].values)[0]

    drawn = placebos(summing, contrasts, drawn_as)
    low, high = (float(end[0]) for end in drawn.intervals(estimate(summing, contrasts)[0].values, 0.95))
    for end, inside in ((low, 1), (high, -1)):
        assert tested(end + inside * 1e-6) > 0.05
        assert tested(end - inside * 1e-6) <= 0.05


def test_few_assignments_refute_nothing():
    panel = random_panel(1, units=8, treated=1, cohorts=1)
    effect = estimate_did(panel, "thefts", seed=1)
    assert np.isinf([effect.low, effect.high]).all()
    assert any("only 7 other assignments" in said for said in effect.warnings)
    assert not effect.shown


def test_noise_of_busy_places_is_expected_of_busy_places():
    rng = np.random.default_rng(1)
    scale = np.array([10.0] * 3 + [1.0] * 27)
    values = rng.normal(0, scale[:, None], (30, LEAST_PERIODS + 20))
    start = [20] * 3 + [None] * 27
    summing, contrasts = summed(made(values, start))
    drawn = placebos(summing, contrasts, assignments(summing.cells.labels, None, draws=99, seed=1))
    assert drawn.own[0] > 2 * np.median(drawn.noise[:, 0])


@pytest.mark.slow
def test_size_is_kept_in_skewed_counts_of_few_places():
    rng = np.random.default_rng(5)
    shown = 0
    for i in range(400):
        level = rng.gamma(1, 1, (30, 1))
        values = rng.poisson(level * rng.gamma(2, 0.5, (30, 24)))
        panel = made(values, [16] * 3 + [None] * 27)
        shown += estimate_did(panel, "thefts", options=DidOptions(base="mean"), seed=i).p <= 0.05
    # Binomial 99 % band of 5 % in 400.
    assert 9 <= shown <= 33


def test_all_ways_are_all():
    labels, every = assignments(np.array([0, 0, 1, 1, 1]), None, draws=199, seed=1)
    assert every
    ways = {tuple(0 if i in pair else 1 for i in range(5)) for pair in itertools.combinations(range(5), 2)}
    assert set(map(tuple, labels.tolist())) == ways - {(0, 0, 1, 1, 1)}
