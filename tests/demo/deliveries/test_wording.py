import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidegate.demo.deliveries.land_registry import _thousands
from tidegate.demo.deliveries.wording import Wording, cents_text, number_text


@pytest.fixture(scope="module")
def words(world):
    return Wording(world)


@given(st.integers(0, 10**11))
def test_amounts_have_two_decimals(cents):
    assert cents_text([cents])[0].as_py() == f"{cents // 100},{cents % 100:02d}"


@given(st.integers(0, 10**10))
def test_thousands_are_parted_by_points(euros):
    assert _thousands(np.array([euros]))[0].as_py() == f"{euros:,}".replace(",", ".") + ",00"


def test_numbers_are_filled_with_noughts():
    assert number_text([7, 1234], "Z", 3).to_pylist() == ["Z007", "Z1234"]


def test_numbers_are_given_once(words, world):
    for texts in (
        words.kvk(np.arange(len(world.companies))),
        words.branch(np.arange(len(world.establishments))),
        words.place(np.arange(len(world.premises))),
    ):
        assert len(set(texts.to_pylist())) == len(texts)


def test_the_number_does_not_tell_what_was_planted(words, world):
    planted = np.unique(np.concatenate([m.rows for m in world.marks if m.planted and m.table == "companies"]))
    numbers = np.array([int(n) for n in words.kvk(np.arange(len(world.companies))).to_pylist()])
    rank = numbers.argsort().argsort() / len(numbers)
    assert abs(rank[planted].mean() - 0.5) < 4 * (1 / 12 / len(planted)) ** 0.5


def test_nobody_is_an_empty_cell(words):
    nobody = np.array([-1])
    random = np.random.default_rng(1)
    assert words.company(nobody).to_pylist() == [None]
    assert words.address_line(nobody).to_pylist() == [None]
    assert words.name_parts(nobody, random)["last"].to_pylist() == [None]


def test_no_postcode_can_be_a_real_one(words, world):
    codes = words.postcode(np.arange(len(world.premises))).to_pylist()
    assert all(code[0] == "0" and len(code) == 7 for code in codes)


def test_most_names_of_companies_are_their_own(words, world):
    names = words.company(np.arange(len(world.companies))).to_pylist()
    assert len(set(names)) > 0.9 * len(names)
