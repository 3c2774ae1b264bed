import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidegate.linkage.prevalence import FEWEST_COMPARED, prior_of_all_pairs


def test_a_hundred_sure_pairs_are_a_hundred_pairs():
    weights = np.array([30.0] * 100 + [-30.0] * 900)
    assert prior_of_all_pairs(weights, prior=1e-4, nodes=1000) * 1000 * 999 / 2 == pytest.approx(100, rel=1e-3)


def test_of_few_pairs_nothing_is_learnt():
    assert prior_of_all_pairs(np.array([30.0] * (FEWEST_COMPARED - 1)), prior=1e-4, nodes=1000) == 1e-4


@given(st.lists(st.floats(-60, 60), min_size=FEWEST_COMPARED, max_size=300), st.integers(30, 500), st.randoms())
def test_it_stays_in_range_and_the_order_does_not_matter(weights, nodes, chance):
    shuffled = list(weights)
    chance.shuffle(shuffled)
    one, other = (prior_of_all_pairs(np.array(w), prior=1e-5, nodes=nodes) for w in (weights, shuffled))
    assert 0 < one <= 0.5
    assert one == pytest.approx(other, rel=1e-6)


@given(st.floats(1e-6, 1e-2))
def test_where_it_begins_does_not_matter(prior):
    evidence = np.array([25.0] * 50 + [-5.0] * 250)
    weights = evidence + np.log2(prior / (1 - prior))
    assert prior_of_all_pairs(weights, prior=prior, nodes=400) == pytest.approx(50 / (400 * 399 / 2), rel=0.05)


def test_a_prior_of_nought_is_refused_in_words():
    with pytest.raises(ValueError, match="prior is 0; it must lie between 0 and 1"):
        prior_of_all_pairs(np.zeros(200), prior=0, nodes=100)
