import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidegate.statistics.throwing import _thrown_evenly, throw


@given(st.integers(1, 80), st.integers(0, 300), st.integers(0, 9), st.booleans())
def test_no_event_and_no_place_is_lost(places, events, seed, uneven):
    chances = np.arange(1, places + 1) if uneven else None
    thrown = throw(places, events, draws=5, seed=seed, chances=chances)
    assert (thrown.sum(axis=1) == places).all()
    assert (thrown @ np.arange(thrown.shape[1]) == events).all()


def test_events_thrown_in_bulk_lie_as_those_thrown_one_by_one():
    n, events, draws = 300, 900, 2_000
    rng = np.random.default_rng(8)
    bulk = _thrown_evenly(n, events, draws, rng)
    assert (bulk.sum(axis=1) == n).all()
    assert (bulk @ np.arange(bulk.shape[1]) == events).all()
    single = rng.multinomial(events, [1 / n] * n, size=draws)
    for held in range(8):
        one, two = bulk[:, held], (single == held).sum(axis=1)
        assert one.mean() == pytest.approx(two.mean(), abs=4 * two.std() * np.sqrt(2 / draws) + 1e-9)
        assert one.std() == pytest.approx(two.std(), rel=0.12)


def test_chances_that_do_not_fit_are_told():
    with pytest.raises(ValueError, match="chances has 2 values for 3 places"):
        throw(3, 5, draws=1, seed=1, chances=[1, 2])
