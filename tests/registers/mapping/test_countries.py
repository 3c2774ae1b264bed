"""The short table of countries says what the large dictionary says."""

import pytest
from rigour.territories import lookup_territory

from tidegate.registers.mapping.countries import _usual, country_fast, usual_writings


def test_the_table_is_current():
    assert _usual() == usual_writings()


@pytest.mark.parametrize("form", [str, str.upper, str.title, str.capitalize])
def test_every_entry_is_the_dictionarys(form):
    for text, code in _usual().items():
        assert lookup_territory(form(text)).ftm_country == code, text


def test_what_is_not_usual_is_left_to_the_dictionary():
    assert country_fast("the low lands") is None
    assert country_fast("") is None
