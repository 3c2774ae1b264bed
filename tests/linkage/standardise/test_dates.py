from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidegate.linkage.standardise.dates import COLUMNS, standardise


def one(raw):
    (row,) = standardise([raw], {}).to_pylist()
    return tuple(row.values())


@pytest.mark.parametrize(
    ("raw", "row"),
    [
        ("1980-05-07", ("1980-05-07", "1980-07-05", 1980, "05", "07", "05-07")),
        ("19800507", ("1980-05-07", "1980-07-05", 1980, "05", "07", "05-07")),
        ("1980-05-07T12:30:00", ("1980-05-07", "1980-07-05", 1980, "05", "07", "05-07")),
        ("1980-05-17", ("1980-05-17", "1980-05-17", 1980, "05", "17", "05-17")),  # no seventeenth month
        ("1980-05", (None, None, 1980, "05", None, None)),
        ("1980", (None, None, 1980, None, None, None)),
        ("1980-00-00", (None, None, 1980, None, None, None)),
        ("1856-86-18", ("1856-86-18", "1856-86-18", 1856, "86", "18", "86-18")),  # a slip still shows its digits
        ("9999-12-31", (None,) * 6),
        ("0001-01-01", (None,) * 6),
        ("7 May 1980", (None,) * 6),
        ("", (None,) * 6),
    ],
)
def test_dates_come_apart(raw, row):
    assert one(raw) == row


@given(st.dates(min_value=date(1000, 1, 1), max_value=date(2200, 12, 31)))
def test_exchanging_day_and_month_twice_gives_the_date(day):
    whole, swapped, *_ = one(day.isoformat())
    assert whole == day.isoformat()
    assert one(swapped)[1] == whole


@given(st.lists(st.text(max_size=40), max_size=20))
def test_every_text_makes_a_row(texts):
    table = standardise(texts, {})
    assert table.num_rows == len(texts)
    assert table.schema == COLUMNS


def test_ten_thousand_letters_are_no_date():
    assert one("1" * 10_000) == (None,) * 6
