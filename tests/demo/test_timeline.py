from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tidegate.demo.timeline import (
    FIRST,
    LAST,
    MONTHS,
    OPEN,
    date_text,
    day,
    month_end,
    month_of,
    month_start,
    month_text,
)

DAYS = st.integers(day("1925-01-01"), OPEN - 1)


def test_five_years_have_sixty_months():
    assert (month_of(FIRST), month_of(LAST)) == (0, MONTHS - 1)
    assert month_text([0, 59]).to_pylist() == ["2020-01", "2024-12"]


def test_what_has_not_ended_is_an_empty_cell():
    assert date_text([OPEN, OPEN + 400]).to_pylist() == [None, None]


@given(DAYS)
def test_agrees_with_the_calendar_of_the_standard_library(number):
    on = date(1970, 1, 1) + timedelta(days=number)
    assert date_text([number])[0].as_py() == on.isoformat()
    assert date_text([number], "dutch")[0].as_py() == on.strftime("%d-%m-%Y")
    assert date_text([number], "compact")[0].as_py() == on.strftime("%Y%m%d")


@given(st.integers(0, MONTHS - 1))
def test_a_month_holds_its_first_and_its_last_day(month):
    assert month_of(month_start(month)) == month_of(month_end(month)) == month
    assert month_of(month_end(month) + 1) == month + 1
