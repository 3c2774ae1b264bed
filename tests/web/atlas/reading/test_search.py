"""A search that forgives, finds no name that the picture does not hold, and is not stopped by ten thousand signs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.small_city import HIDDEN, HOME, PAST, REMARK
from tidegate.web.atlas.reading.search import likeness, search
from tidegate.web.atlas.reading.search_index import fold, pieces


def first(atlas, asked):
    found = search(atlas.picture, asked).found
    return found[0].caption if found else None


@pytest.mark.parametrize(
    ("asked", "caption"),
    [
        ("anna jansen", "Anna Jansen"), ("jansen anna", "Anna Jansen"), ("ana jansn", "Anna Jansen"),
        ("KADE 1", "Kade 1 1004 DD"), ("10000003", "Fok Garage BV"), ("fok garag", "Fok Garage"),
        ("gouden leuw", "Gouden Leeuw"), ("lier  kapsalon b.v.", "Lier Kapsalon BV"),
    ],
)  # fmt: skip
def test_found_however_it_is_written(atlas, asked, caption):
    assert first(atlas, asked) == caption


@pytest.mark.parametrize("marker", [HOME, PAST, REMARK, HIDDEN])
def test_what_the_picture_does_not_hold_is_not_found(atlas, marker):
    assert not [f for f in search(atlas.picture, marker).found if marker.lower() in f.said.lower()]


def test_a_number_that_is_found_brings_none_that_is_like_it(atlas):
    assert [f.said for f in search(atlas.picture, "10000003").found] == ["10000003"]


def test_ten_thousand_signs_are_cut_and_said_so(atlas):
    found = search(atlas.picture, "anna jansen " * 900)
    assert (found.cut, len(found.asked)) == (True, 200)
    assert found.found[0].caption == "Anna Jansen"


@pytest.mark.parametrize("asked", ["", "de", "  ", "'\";--", "*", 'a" OR "b'])
def test_too_short_or_no_words(atlas, asked):
    found = search(atlas.picture, asked)
    assert (found.short, found.found) == (True, ())


@given(st.text(max_size=300))
def test_no_question_is_an_error(atlas, asked):
    assert len(search(atlas.picture, asked).found) <= 50


def test_persons_are_marked(atlas):
    found = search(atlas.picture, "anna jansen").found[0]
    assert (found.natural, found.personal, found.kind) == (True, True, "person")


@given(st.text())
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


def test_pieces_of_short_words_are_none():
    assert pieces("de") == []


@given(st.lists(st.text("abc", min_size=1, max_size=5), min_size=1, max_size=4))
def test_the_order_of_words_does_not_matter(words):
    assert likeness(words, words[::-1]) == pytest.approx(100.0)
