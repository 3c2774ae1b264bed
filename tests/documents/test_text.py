"""Text that any file can hold and any page can show."""

import re
import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from tidegate.documents.text import NO_SHAPE, breakable, clean, cut, plainest, shaped

JOINERS = "\u00ad\u200c\u200d"
ZERO = "\N{ZERO WIDTH SPACE}"


def test_marks_that_hide_are_gone_and_letters_stay():
    assert clean("Haven\u202e\u2066kade\x00 12\t b\r\n") == "Havenkade 12 b"
    assert clean("Cafe\N{COMBINING ACUTE ACCENT}") == "Café"


def test_spaces_that_hold_words_together_stay():
    assert clean("1\N{NO-BREAK SPACE}March  2026") == "1\N{NO-BREAK SPACE}March 2026"


@given(st.text())
@example("0\r\x1b\x850")
@example("e\x00\u0301")
def test_clean_twice_is_clean_once(text):
    found = clean(text)
    assert clean(found) == found
    assert "\n" not in found
    assert not {unicodedata.category(c) for c in found} & {"Cc", "Cs", "Co", "Cn"}


@given(st.text(min_size=1))
def test_breaking_adds_nothing_that_is_seen(text):
    found = clean(text).replace(ZERO, "")
    assert breakable(found).replace(ZERO, "") == found
    pieces = re.split(f"[-/ {ZERO}]", breakable(found))
    joined = (c for piece in pieces if len(piece) >= 40 for c in piece)
    assert all(len(piece) < 40 for piece in pieces) or any(unicodedata.combining(c) or c in JOINERS for c in joined)


def test_a_mark_stays_on_its_letter():
    pieces = breakable("e\N{COMBINING ENCLOSING CIRCLE}" * 40).split(ZERO)
    assert len(pieces) > 1
    assert not any(unicodedata.combining(piece[0]) for piece in pieces)


def test_what_no_font_has_becomes_one_square():
    assert shaped("a 漢字 b \N{GRINNING FACE}") == f"a {NO_SHAPE} b {NO_SHAPE}"
    assert shaped("Ünal & Żółć, Ωμέγα, Привет, שלום, مرحبا") == "Ünal & Żółć, Ωμέγα, Привет, שלום, مرحبا"


@given(st.text())
def test_plainest_holds_no_mark_that_must_join(text):
    assert not any(unicodedata.combining(c) for c in plainest(clean(text)))


@given(st.text(), st.integers(2, 50))
def test_a_cut_text_is_no_longer_than_asked(text, longest):
    assert len(cut(text, longest)) <= longest
