import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidegate.statistics import concentration, generalised_gini, gini, share_of_places
from tidegate.statistics.concentration import _measured

counts = st.lists(st.integers(0, 50), min_size=1, max_size=40).filter(any)


def test_one_street_in_four_holds_half():
    assert share_of_places([6, 2, 1, 1], share=0.5) == 0.25


def test_published_coefficients(shared):
    reference = json.loads((shared / "reference" / "concentration_gini.json").read_text())
    for case in reference["cases"]:
        assert gini(case["counts"]) == pytest.approx(case["G"], abs=0.005)
        assert generalised_gini(case["counts"]) == pytest.approx(case["G_generalised"], abs=0.005)


@given(counts, st.randoms())
def test_order_of_places_does_not_matter(events, chance):
    mixed = list(events)
    chance.shuffle(mixed)
    assert gini(mixed) == gini(events)
    assert share_of_places(mixed) == share_of_places(events)


@given(counts, st.floats(0.05, 1.0))
def test_share_agrees_with_counting_by_hand(events, share):
    need, covered = 0, 0
    for n in sorted(events, reverse=True):
        if covered >= share * sum(events):
            break
        covered, need = covered + n, need + 1
    assert share_of_places(events, share=share) == need / len(events)


@given(counts)
def test_gini_is_half_the_mean_difference_of_pairs(events):
    values = np.array(events, dtype=float)
    pairs = np.abs(values[:, None] - values[None, :]).sum()
    assert gini(events) == pytest.approx(pairs / (2 * len(values) ** 2 * values.mean()))


@given(st.integers(1, 30), st.integers(0, 60))
def test_events_as_even_as_they_can_lie_have_no_concentration(events, empty):
    assert generalised_gini([1] * events + [0] * empty) == pytest.approx(0.0, abs=1e-9)


def test_events_at_random_lie_within_their_null_nineteen_times_in_twenty():
    rng = np.random.default_rng(7)
    found = [concentration(rng.multinomial(60, [1 / 40] * 40), seed=i) for i in range(200)]
    outside = sum(not c.null_low <= c.generalised_gini <= c.null_high for c in found)
    assert 1 <= outside <= 22  # mean 10, four standard errors up


def test_ten_events_on_a_thousand_streets_prove_nothing():
    c = concentration([1] * 10 + [0] * 990, seed=1)
    assert c.gini > 0.98
    assert not c.beyond_chance


def test_events_that_follow_the_businesses_are_no_surprise_when_that_is_the_null():
    businesses = np.array([50] * 5 + [1] * 95)
    events = np.random.default_rng(3).multinomial(400, businesses / businesses.sum())
    assert concentration(events, seed=1).beyond_chance
    assert concentration(events, seed=1, chances=businesses).p > 0.05


def test_same_seed_same_null():
    assert concentration([5, 1, 0, 0], seed=4) == concentration([5, 1, 0, 0], seed=4)


def test_nothing_on_nowhere():
    assert concentration([0, 0], seed=1).p == 1.0
    assert concentration([], seed=1).places == 0


def test_wrong_share_is_told():
    with pytest.raises(ValueError, match=r"share is 0: give a share of events above 0, at most 1"):
        share_of_places([1], share=0)


def test_negative_count_is_told():
    with pytest.raises(ValueError, match="counts must be one row of numbers, 0 or more"):
        gini([1, -1])


@given(st.integers(1, 60), st.integers(1, 200), st.integers(0, 99))
def test_the_null_measures_a_throw_as_any_other_counts(places, events, seed):
    thrown = np.random.default_rng(seed).multinomial(events, [1 / places] * places)
    (found,), (half,) = _measured(np.bincount(thrown).astype(float)[None, :], places, events)
    assert found == pytest.approx(generalised_gini(thrown), abs=1e-9)
    assert half == pytest.approx(share_of_places(thrown))
