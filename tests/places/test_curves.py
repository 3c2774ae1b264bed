import datetime as dt

import pytest

from tests.places.conftest import Read
from tidegate.errors import ContractError
from tidegate.places import Period, draw_curves

YEAR = Period(dt.date(2024, 1, 1), dt.date(2025, 1, 1))


def test_the_curve_of_three_streets(small: Read):
    rows = [r for r in draw_curves(*small.three, period=YEAR, seed=1).to_pylist() if r["level"] == "street"]
    at = {r["share_of_places"]: r for r in rows}
    assert at[0.0]["share_of_events"] == 0
    assert at[1.0]["share_of_events"] == 1
    assert at[0.3]["share_of_events"] == pytest.approx(0.9 * 120 / 192)  # nine tenths of the fullest third
    assert at[0.3]["share_of_events"] > at[0.3]["null_high"]


def test_a_table_of_something_else_is_told(small: Read):
    places, businesses, _ = small.three
    with pytest.raises(ContractError, match=r"table 'happenings': event should be string, is missing"):
        draw_curves(places, businesses, businesses, period=YEAR, seed=1)
