import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from tidegate.places import Period
from tidegate.places.expecting import additive_rates, expected_by_premises, exposure
from tidegate.places.units import Kind, group

YEAR = Period(dt.date(2024, 1, 1), dt.date(2025, 1, 1))
parts = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 9)), min_size=2, max_size=20)


def test_where_each_unit_holds_one_line_the_rate_is_events_by_years():
    held = sparse.csr_array(np.array([[2.0, 0], [3, 0], [0, 4]]))
    assert additive_rates(np.array([[5.0], [5], [8]]), held) == pytest.approx(np.array([[2.0], [2.0]]))


@given(parts)
def test_as_much_is_expected_as_was_seen_where_anything_is(rows):
    table = np.array(rows, dtype=float)
    held, seen = sparse.csr_array(table[:, :2]), table[:, 2:]
    there = table[:, :2].sum(axis=1) > 0
    expected = held @ additive_rates(seen, held)
    assert expected.sum() == pytest.approx(seen[there].sum(), abs=1e-6)


def test_rates_that_events_were_drawn_from_are_found():
    rng = np.random.default_rng(1)
    held = rng.poisson(1.5, (4_000, 3)).astype(float)
    true = np.array([0.1, 0.5, 2.0])
    found = additive_rates(rng.poisson(held @ true)[:, None], sparse.csr_array(held))
    assert found[:, 0] == pytest.approx(true, rel=0.12, abs=0.02)


def test_each_premises_expects_what_its_line_brings(small):
    units = group(*small.three, level="premises", period=YEAR, kinds=[Kind("Report", "all")])
    at = exposure(small.located.places, small.businesses, YEAR)
    assert at.sectors == ("rare lines together",)  # 24 shops for a year
    expected, _ = expected_by_premises(units, at, [0])
    shops = np.asarray(at.years.sum(axis=1)).ravel() > 0
    assert expected[shops].sum() + expected[~shops].sum() == pytest.approx(192)
    assert np.ptp(expected[shops]) < 1e-9
