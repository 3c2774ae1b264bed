"""What is planted where no measure was, and what counts as shown."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.evaluation.displacement.grids import grid
from tidegate.evaluation import Effect
from tidegate.evaluation.planting import Planting, plant, planted, times_shown


@given(st.lists(st.integers(0, 60), min_size=1, max_size=30), st.floats(0, 1), st.integers(0, 99))
def test_thinning_takes_whole_things_away_and_never_more_than_there_are(values, share, seed):
    before = np.array(values, dtype=float)
    after = plant(before, Planting(share), np.random.default_rng(seed))
    assert (after == np.floor(after)).all()
    assert (after >= 0).all()
    assert (after <= before).all()


def test_thinning_takes_the_share_on_average_and_scaling_exactly():
    before = np.full(4_000, 10.0)
    random = np.random.default_rng(1)
    # Its standard error is sqrt(10 * .3 * .7 / 4000) = 0.023.
    assert plant(before, Planting(0.3), random).mean() == pytest.approx(7.0, abs=0.1)
    assert plant(before, Planting(0.3, "up"), random).mean() == pytest.approx(13.0, abs=0.12)
    assert plant(before, Planting(0.3, count=False), random).tolist() == [7.0] * 4_000
    assert np.isnan(plant(np.array([np.nan]), Planting(0.3), random)).all()


def test_only_what_lies_under_the_measure_is_changed():
    panel = grid(seed=1)
    found = planted(panel, "thefts", Planting(1.0), np.random.default_rng(1)).outcome("thefts")
    assert not found[panel.under].any()
    assert (found[~panel.under] == panel.outcome("thefts")[~panel.under]).all()


@pytest.mark.parametrize(
    ("change", "counted"),
    [
        (Planting(0.3), 3),
        (Planting(0.3, "up"), 0),
        (Planting(0.3, "either"), 3),
        # Where nothing was planted, a rise and a fall are false alarms alike.
        (Planting(0.0), 3),
        (Planting(0.0, "up"), 3),
    ],
)
def test_only_the_side_that_was_planted_is_counted(change, counted):
    def falls(panel, outcome, seed):
        return Effect(outcome, "loud", "difference", "", value=-1.0, low=-2.0, high=-0.5)

    def mute(panel, outcome, seed):
        return Effect(outcome, "mute", "difference", "", value=-1.0, low=-2.0, high=0.5)

    draws = [(grid(seed=1), np.random.default_rng(1))] * 3
    assert times_shown(falls, "thefts", change, draws) == counted
    assert times_shown(mute, "thefts", change, draws) == 0
