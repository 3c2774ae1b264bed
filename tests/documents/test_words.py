"""Numbers, days and phrases in the reader's language."""

import re
from datetime import date
from importlib.resources import files

import yaml
from hypothesis import given
from hypothesis import strategies as st

from tidegate.documents import words as w


def test_numbers_as_the_reader_writes_them():
    assert w.number(-1234.5, "en", digits=1) == "\N{MINUS SIGN}1,234.5"
    assert w.number(1234567, "nl") == "1.234.567"
    assert w.number(-0.4, "en") == "0"
    assert w.number(float("nan"), "en") == w.number(None, "nl") == w.share(None, "en") == w.MISSING
    assert w.day(None, "en") == w.MISSING


@given(st.integers(-(10**12), 10**12))
def test_a_written_number_is_read_back(value):
    digits = w.number(value, "nl").replace(".", "").replace("\N{MINUS SIGN}", "-")
    assert int(digits) == value


def test_months_and_days():
    assert w.day(date(2026, 5, 1), "nl") == "1\N{NO-BREAK SPACE}mei\N{NO-BREAK SPACE}2026"
    assert w.month(12, "en") == "Dec"
    assert w.languages() == ("en", "nl")


def test_every_language_has_every_phrase_with_the_same_braces():
    text = files("tidegate.documents").joinpath("words.yml").read_text(encoding="utf-8")
    phrases = yaml.safe_load(text)
    for language in phrases:
        assert phrases[language].keys() == phrases["en"].keys(), language
        for name, phrase in phrases[language].items():
            assert set(re.findall(r"{\w+}", str(phrase))) == set(re.findall(r"{\w+}", str(phrases["en"][name]))), name


@given(st.floats(0, 1))
def test_no_p_value_is_told_as_nought(value):
    told = w.p_value(value, "en")
    assert told != "0.000"
    assert (told == "<\N{NO-BREAK SPACE}0.001") == (value < 0.001)
    assert w.p_value(value, "nl") == told.replace(".", ",")
