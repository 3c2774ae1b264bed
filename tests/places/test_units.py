import datetime as dt

import pytest

from tidegate.places import KEYS, Period, usual_period
from tidegate.places.units import Kind, group, kinds_of, totals_of

YEAR = Period(dt.date(2024, 1, 1), dt.date(2025, 1, 1))


def test_streets_by_hand(small):
    units = group(*small.three, level="street", period=YEAR, kinds=[Kind("Report", "all")])
    assert units.labels.tolist() == ["Hoofdstraat", "Kerkstraat", "Woonstraat"]
    assert units.counts[:, 0].tolist() == [120, 12, 60]
    assert units.premises.tolist() == [12, 12, 12]
    assert units.businesses.tolist() == [12, 12, 0]
    assert units.home.tolist() == [False, False, True]


@pytest.mark.parametrize("level", KEYS)
def test_no_event_is_lost_or_counted_twice(small, level):
    kinds = kinds_of(small.happenings.events, YEAR, least=1)
    units = group(*small.three, level=level, period=YEAR, kinds=kinds)
    assert units.counts.sum(axis=0).tolist() == totals_of(small.happenings.events, YEAR, kinds).tolist() == [192]


def test_only_the_months_of_the_period_count(small):
    january = Period(dt.date(2024, 1, 1), dt.date(2024, 2, 1))
    units = group(*small.three, level="street", period=january, kinds=[Kind("Report", "noise")])
    assert units.counts[:, 0].tolist() == [12, 12, 12]


def test_usual_period_of_a_year_is_the_year(small):
    assert usual_period(small.happenings.events).months in (10, 11, 12)


def test_rare_kinds_are_left_out(small):
    assert kinds_of(small.happenings.events, YEAR, least=193) == ()


def test_half_a_month_is_told():
    with pytest.raises(ValueError, match="give two first days of months, in order"):
        Period(dt.date(2024, 1, 15), dt.date(2024, 2, 1))


def test_an_unknown_level_is_told(small):
    with pytest.raises(ValueError, match="level is 'town': give one of premises, street, cell, area"):
        group(*small.three, level="town", period=YEAR, kinds=[])
