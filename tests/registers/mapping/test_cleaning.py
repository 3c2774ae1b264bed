"""Cleaning agrees with FollowTheMoney on whatever texts come, and what is settled is left alone by it."""

import re

import pytest
from followthemoney import registry
from followthemoney.util import sanitize_text
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from tidegate.errors import MappingError
from tidegate.registers.mapping import Kind, clean_distinct, cleaner, sanitise
from tidegate.registers.mapping.cleaning import AS_THEY_ARE, SETTLED, UNSETTLED_ADDRESS

# What registers hold, so that random texts come near the borders between taken over and refused.
PIECES = st.sampled_from(
    [
        "2024", "-02", "-30", "31-12-1999", "T10:00:00", "nl", "Netherlands", "Nederland", "+31", "0", "20 600 4402",
        "anna", "@", "example.org", "bücher.de", "mailto:", "http://", "www.", "/a b", ";", ",", ", .", "ESQ.", "<BR>",
        '"', "'", " ", "\t", "\n", "male", "F", "en", "nld", "192.168.0.1", "::1", "text/html", "Q42", "NL-a", ".", "-",
    ]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=12), st.lists(PIECES, max_size=5).map("".join))
TYPES = sorted(t.name for t in registry.types)


@pytest.mark.parametrize("name", TYPES)
def test_every_type_cleans_as_theirs(name):
    ours, theirs = cleaner(Kind(name)), registry.get(name)

    @settings(max_examples=60, deadline=None)
    @given(TEXTS)
    def agree(text):
        text = sanitise(text)
        assume(text is not None)
        assert ours(text) == told_by(theirs, text)

    agree()


def told_by(theirs, text):
    """Ask FollowTheMoney; where it stops with an error, refusing the value is the sensible answer."""
    try:
        return theirs.clean_text(text)
    except ValueError:
        return None


def test_a_value_at_which_ftm_stops_is_refused():
    with pytest.raises(ValueError, match="linefeed"):
        registry.mimetype.clean_text("text\nhtml")
    assert cleaner(Kind("mimetype"))("text\nhtml") is None


@pytest.mark.parametrize("text", ['"@0.aa', "a b@c.de", "a@b", "a,b@c.de"])
def test_what_is_no_plain_address_is_not_settled(text):
    assert re.fullmatch(SETTLED["email"], text) is None


FORMATS = [
    ("date", "%d-%m-%Y"), ("date", "%d/%m/%y"), ("date", "%Y"), ("identifier", "lei"), ("identifier", "iban"),
    ("identifier", "bic"), ("identifier", "inn"), ("identifier", "imo"), ("identifier", "unheard-of"),
    ("phone", "nl"), ("phone", "GB"),
]  # fmt: skip
NUMBERS = st.from_regex(r"[0-9]{2}[-/.][0-9]{2}[-/.][0-9]{2,4}|[+0-9 ]{8,14}|[A-Z0-9 ]{8,22}", fullmatch=True)
VALID = st.sampled_from(
    ["31-12-1999", "01/02/70", "2020", "529900T8BM49AURSDO55", "NL91 ABNA 0417 1643 00", "ABNANL2A", "7707083893",
     "IMO 9126819", "020 600 4402", "+31206004402", "020 7946 0958"]
)  # fmt: skip


@pytest.mark.parametrize(("name", "form"), FORMATS)
def test_every_format_cleans_as_theirs(name, form):
    ours, theirs = cleaner(Kind(name, format=form)), registry.get(name)

    @settings(max_examples=60, deadline=None)
    @given(st.one_of(TEXTS, NUMBERS, VALID))
    def agree(text):
        text = sanitise(text)
        assume(text is not None)
        assert ours(text) == theirs.clean_text(text, format=form)

    agree()


@pytest.mark.parametrize("name", sorted(SETTLED))
def test_what_is_settled_is_left_as_it_is(name):
    theirs = registry.get(name)

    @settings(max_examples=150, deadline=None)
    @given(st.from_regex(re.compile(SETTLED[name], re.ASCII), fullmatch=True))
    def unchanged(text):
        assert sanitise(text) == text
        assert theirs.clean_text(text) == text

    unchanged()


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126), max_size=30))
@example("Kade 1,.")
@example("Kade 1, 1011 AB")
def test_a_settled_address_is_left_as_it_is(text):
    assume(re.search(UNSETTLED_ADDRESS, text) is None)
    assert registry.address.clean_text(text) == text


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(), TEXTS))
@example("\u200bx\x00y\ufeff")
@example("e\u0301")
def test_sanitised_as_theirs(text):
    assert sanitise(text) == sanitize_text(text)


@settings(max_examples=60, deadline=None)
@given(st.lists(TEXTS, unique=True, max_size=8), st.sampled_from(["date", "country", "name", "email"]))
def test_every_piece_is_clean_or_refused(texts, name):
    kind = Kind(name, split=";")
    changes = {row["raw"]: row for row in clean_distinct(texts, kind).to_pylist()}
    clean = cleaner(kind)
    for text in texts:
        pieces = text.split(";")
        row = changes.get(text, {"clean": [text], "refused": []})
        assert row["refused"] == [p for p in pieces if clean(p) is None]
        assert set(row["clean"]) == {c for p in pieces if (c := clean(p)) is not None}


def test_what_needs_no_cleaning_has_none():
    texts = ["", "a", " b ", '"c"']
    assert all(clean_distinct(texts, Kind(name)).num_rows == 0 for name in AS_THEY_ARE)


def test_a_country_without_telephones_is_told():
    with pytest.raises(MappingError, match=r"x\.yml: 'zz' is no country in which a phone number can be dialled"):
        cleaner(Kind("phone", format="zz"), where="x.yml")


def test_a_date_takes_the_first_pattern_that_fits():
    clean = cleaner(Kind("date", dates=("%d-%m-%Y", "%m/%Y")))
    found = [clean(t) for t in ("31-12-1999", "05/2020", "2020-01", "31-02-2020", "yesterday")]
    assert found == ["1999-12-31", "2020-05", "2020-01", None, None]
