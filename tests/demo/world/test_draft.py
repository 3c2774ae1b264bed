import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidegate.demo.world.draft import Draft, numbers_by_chance, numbers_by_date, stream


def test_rows_are_numbered_in_the_order_of_adding():
    table = Draft(floor=0, use=9)
    assert table.add(2, floor=[5, 6]).tolist() == [0, 1]
    assert table.add(1, use=3).tolist() == [2]
    assert (table["floor"].tolist(), table["use"].tolist(), len(table)) == ([5, 6, 0], [9, 9, 3], 3)


def test_an_unknown_column_is_refused():
    with pytest.raises(ValueError, match="no such column: colour"):
        Draft(floor=0).add(1, colour=2)


def test_what_is_written_into_a_column_stays():
    table = Draft(floor=0)
    table.add(3)
    table["floor"][1] = 8
    table.add(1, floor=4)
    assert table["floor"].tolist() == [0, 8, 0, 4]


@given(st.lists(st.integers(0, 20), max_size=40))
def test_numbers_follow_the_dates_and_each_is_given_once(dates):
    numbers = numbers_by_date(stream(1, "x", 0), np.array(dates, np.int64))
    assert sorted(numbers.tolist()) == list(range(len(dates)))
    assert [dates[i] for i in np.argsort(numbers)] == sorted(dates)


def test_every_purpose_and_block_has_chance_of_its_own():
    draws = {
        tuple(stream(*key).integers(0, 1 << 40, 3)) for key in ((1, "a", 0), (1, "b", 0), (1, "a", 1), (2, "a", 0))
    }
    assert len(draws) == 4
    assert numbers_by_chance(stream(1, "a", 0), 9).tolist() == numbers_by_chance(stream(1, "a", 0), 9).tolist()
