"""The words of an evaluation: every language has them, and numbers are rounded without losing what they say."""

import re
from importlib.resources import files

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tidegate.evaluation.telling.words import amount, has, per_text, percent, say


def texts():
    return yaml.safe_load((files("tidegate.evaluation.telling") / "words.yml").read_text(encoding="utf-8"))


def test_every_text_stands_in_both_languages_with_the_same_braces():
    for name, text in texts().items():
        if name == "per":
            continue
        assert set(text) == {"en", "nl"}, name
        assert set(re.findall(r"{\w+}", text["en"])) == set(re.findall(r"{\w+}", text["nl"])), name


def test_a_text_that_is_not_there():
    assert not has("nothing of the kind")
    with pytest.raises(KeyError):
        say("nothing of the kind", "en")


def test_another_language_is_told_in_english():
    assert say("fewer", "xx") == "fewer"


@given(st.floats(0.001, 10))
def test_a_share_that_is_not_nought_is_not_told_as_nought(value):
    assert percent(value, "en").replace("\N{NO-BREAK SPACE}", " ") not in {"0 %", "0.0 %"}
    assert percent(-value, "nl") == percent(value, "nl")


@given(st.floats(1e-4, 1e11))
def test_an_amount_is_told_within_half_a_hundredth(value):
    told = float(amount(value, "en").replace(",", ""))
    assert abs(told - value) <= 0.006 * value


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_no_amount_is_long(value):
    assert len(amount(value, "nl")) <= 16
    assert len(percent(value, "en")) <= 20


def test_units_are_told_in_the_language_as_far_as_they_are_known():
    assert per_text("incidents per unit and month", "en") == "incidents per unit and month"
    assert per_text("bicycles per unit and month", "nl") == "bicycles per eenheid en maand"
