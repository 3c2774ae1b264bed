import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidegate.statistics import gini, lorenz, lorenz_beside_chance

counts = st.lists(st.integers(0, 50), min_size=1, max_size=40).filter(any)
SHARES = np.linspace(0, 1, 11)


def test_one_street_in_four_holds_six_in_ten():
    assert lorenz([1, 6, 2, 1]).tolist() == [[0, 0], [0.25, 0.6], [0.5, 0.8], [0.75, 0.9], [1, 1]]


@given(counts)
def test_gini_is_twice_the_area_between_lorenz_and_diagonal(events):
    curve = lorenz(events)
    area = ((curve[1:, 1] + curve[:-1, 1]) / 2 * np.diff(curve[:, 0])).sum()
    assert gini(events) == pytest.approx(2 * area - 1, abs=1e-9)


@given(counts)
def test_a_curve_rises_ever_more_slowly(events):
    held = lorenz_beside_chance(events, SHARES, seed=1, draws=5).held
    assert (np.diff(held) >= -1e-12).all()
    assert (np.diff(held, 2) <= 1e-12).all()


def test_events_at_random_lie_in_their_band_and_gathered_ones_above():
    rng = np.random.default_rng(2)
    even = lorenz_beside_chance(rng.multinomial(300, [1 / 100] * 100), [0.2, 0.5], seed=1)
    assert ((even.low <= even.held) & (even.held <= even.high)).all()
    gathered = lorenz_beside_chance([100, 90, 80] + [1] * 97, [0.03, 0.2], seed=1)
    assert (gathered.held > gathered.high).all()


def test_without_events_the_curve_is_the_diagonal():
    assert lorenz_beside_chance([0, 0], SHARES, seed=1).held == pytest.approx(SHARES)
