import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from tidegate.statistics import marshall, shrink
from tidegate.statistics.shrinkage import Prior, learn_prior

places = st.lists(st.tuples(st.integers(0, 30), st.floats(0.1, 20)), min_size=3, max_size=30).filter(
    lambda rows: any(o for o, _ in rows)
)


def test_one_event_where_little_was_expected_hardly_moves():
    s = shrink([1] + [5, 15] * 50, [0.1] + [10.0] * 100)
    assert s.prior.mean == pytest.approx(1.0, abs=0.15)
    assert s.ratio[0] < 2.0  # its own ratio is 10


@given(places)
def test_a_shrunk_ratio_lies_between_its_own_and_the_mean(rows):
    observed, expected = np.array(rows).T
    s = shrink(observed, expected)
    own = observed / expected
    assert (s.ratio >= np.minimum(own, s.prior.mean) - 1e-9).all()
    assert (s.ratio <= np.maximum(own, s.prior.mean) + 1e-9).all()
    assert (s.low <= s.ratio).all()
    assert (s.ratio <= s.high * (1 + 1e-9)).all()


def test_parameters_and_coverage_are_those_the_counts_were_drawn_from():
    rng = np.random.default_rng(1)
    true = rng.gamma(2.0, 0.5, 4_000)
    expected = rng.uniform(0.5, 8, 4_000)
    s = shrink(rng.poisson(true * expected), expected)
    assert s.prior.shape == pytest.approx(2.0, rel=0.12)
    assert s.prior.mean == pytest.approx(1.0, rel=0.04)
    assert ((s.low <= true) & (true <= s.high)).mean() == pytest.approx(0.95, abs=0.015)
    assert np.mean((s.ratio - true) ** 2) < 0.9 * np.mean((rng.poisson(true * expected) / expected - true) ** 2)


def test_likelihood_is_that_of_the_negative_binomial():
    rng = np.random.default_rng(2)
    observed, expected = rng.negative_binomial(3, 0.4, 300), np.full(300, 2.0)
    s = shrink(observed, expected)
    found = stats.nbinom.logpmf(observed, s.prior.shape, 1 / (1 + 2.0 * s.prior.mean / s.prior.shape)).sum()
    for shape, mean in (
        (s.prior.shape * 1.05, s.prior.mean),
        (s.prior.shape / 1.05, s.prior.mean),
        (s.prior.shape, s.prior.mean * 1.02),
    ):
        assert stats.nbinom.logpmf(observed, shape, 1 / (1 + 2.0 * mean / shape)).sum() < found


def test_marshall_by_hand():
    # Ratios 0 and 2 with 4 expected each: spread 1, of which chance explains 1 * 2 / 8.
    assert marshall([0, 8], [4.0, 4.0]) == (1.0, 0.75)


def test_where_chance_explains_all_every_place_is_the_city():
    s = shrink([5] * 50, [5.0] * 50)
    assert s.ratio == pytest.approx(np.ones(50), abs=0.01)


def test_a_city_without_events():
    s = shrink([0, 0], [0.0, 0.0])
    assert np.isfinite(s.ratio).all()


def test_rows_that_do_not_fit_are_told():
    with pytest.raises(ValueError, match="two rows of as many numbers"):
        shrink([1], [1.0, 2.0])


@pytest.mark.parametrize(("places", "spread", "expected"), [(19, 0.03, 200.0), (19, 0.3, 5.0), (60, 0.05, 30.0)])
def test_few_places_that_differ_little_are_not_told_as_alike_without_doubt(places, spread, expected):
    """With the likeliest shape taken for certain intervals held the truth in half of all cases."""
    rng, held, certain = np.random.default_rng(3), [], []
    for _ in range(100):
        true = rng.gamma(spread**-2, spread**2, places)
        due = expected * rng.uniform(0.3, 1.7, places)
        seen = rng.poisson(true * due)
        prior = learn_prior(seen, due)
        for found, known in ((held, prior), (certain, Prior(prior.shape, prior.mean))):
            s = shrink(seen, due, prior=known)
            found.append(((s.low <= true) & (true <= s.high)).mean())
    assert np.mean(held) > 0.88
    assert np.mean(certain) < 0.75


def test_what_the_shape_may_be_agrees_with_a_fine_sum_over_all_shapes():
    rng = np.random.default_rng(4)
    due = rng.uniform(5, 40, 30)
    seen = rng.poisson(rng.gamma(25.0, 1 / 25.0, 30) * due)
    mean = seen.sum() / due.sum()
    logs = np.linspace(-5, 15, 4_001)
    shapes = np.exp(logs)[:, None]
    odds = stats.nbinom.logpmf(seen, shapes, 1 / (1 + due * mean / shapes)).sum(axis=1) - logs / 2
    chances = np.exp(odds - odds.max())
    ratio = (chances[:, None] * (seen + shapes) / (due + shapes / mean)).sum(axis=0) / chances.sum()
    assert shrink(seen, due).ratio == pytest.approx(ratio, abs=2e-3)


@given(places)
def test_chances_of_shapes_add_up(rows):
    prior = learn_prior(*np.array(rows).T)
    assert sum(prior.chances) == pytest.approx(1.0)
    assert min(prior.shapes) <= prior.shape * 1.2
