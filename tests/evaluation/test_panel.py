"""A long table becomes a panel, or says why it does not."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidegate.errors import PanelError
from tidegate.evaluation import NEVER, Panel, period_number, read_panel


def long(rows: list[tuple[str, str, float]]) -> pa.Table:
    units, periods, values = zip(*rows, strict=True)
    return pa.table({"unit": units, "period": periods, "thefts": values})


def panel(rows: list[tuple[str, str, float]], **starts: str | None) -> Panel:
    return read_panel(long(rows), outcomes=["thefts"], starts=starts)


FOUR = [("b", "2020-01", 3.0), ("a", "2020-02", 2.0), ("a", "2020-01", 1.0), ("b", "2020-02", 4.0)]


def test_two_units_of_two_months():
    made = panel(FOUR, b="2020-02")
    assert made.units == ("a", "b")
    assert made.periods == ("2020-01", "2020-02")
    assert made.outcome("thefts").tolist() == [[1, 2], [3, 4]]
    assert made.start.tolist() == [NEVER, 1]
    assert made.under.tolist() == [[False, False], [False, True]]


def test_a_month_without_a_row_is_missing_and_not_nought():
    made = panel([("a", "2020-01", 1.0), ("a", "2020-03", 2.0)])
    assert made.periods == ("2020-01", "2020-02", "2020-03")
    assert np.isnan(made.outcome("thefts")[0, 1])


def test_a_start_after_the_data_end_is_not_treated_yet():
    made = panel(FOUR, b="2021-01")
    assert made.start.tolist() == [NEVER, 12]
    assert not made.treated.any()


def test_part_of_the_time_moves_the_starts_along():
    made = panel([("a", f"2020-0{m}", 1.0) for m in range(1, 7)], a="2020-04").between(2, 6)
    assert (made.periods[0], made.start.tolist()) == ("2020-03", [1])


@given(st.permutations(FOUR))
def test_the_order_of_rows_does_not_matter(rows):
    assert panel(list(rows), b="2020-02").outcome("thefts").tolist() == [[1, 2], [3, 4]]


@given(st.integers(1900, 2100), st.integers(1, 12))
def test_months_that_follow_each_other_differ_by_one(year, month):
    after = f"{year + month // 12}-{month % 12 + 1:02d}"
    assert period_number(after) - period_number(f"{year}-{month:02d}") == 1


@pytest.mark.parametrize(
    ("rows", "starts", "says"),
    [
        ([*FOUR, FOUR[0]], {}, "unit b has 2 rows for 2020-01"),
        ([*FOUR, ("b", "spring", 1.0)], {}, "'spring' in column period is no period"),
        ([*FOUR, ("b", "2020-Q1", 1.0)], {}, "mixes months and quarters"),
        (FOUR, {"c": "2020-02"}, "it has no row of unit c"),
        (FOUR, {"a": "2020-01"}, "there is no time before it"),
        (FOUR, {"a": "soon"}, "'soon' is no period"),
        ([*FOUR, ("b", "9999-01", 1.0)], {}, "mistyped period"),
    ],
)
def test_what_cannot_be_read_is_told(rows, starts, says):
    with pytest.raises(PanelError, match=says):
        panel(rows, **starts)


def test_a_missing_column_and_a_missing_outcome_are_told():
    with pytest.raises(PanelError, match="it has no column fires"):
        read_panel(long(FOUR), outcomes=["fires"], starts={})
    with pytest.raises(PanelError, match="Name one of thefts"):
        panel(FOUR).outcome("fires")
