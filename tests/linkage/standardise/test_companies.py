"""Names of companies, without form and spelling."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidegate.linkage.standardise.companies import COLUMNS, standardise
from tidegate.linkage.standardise.texts import folded


def name(text):
    (row,) = standardise([text], {}).to_pylist()
    return row


@pytest.mark.parametrize(
    ("text", "core", "form"),
    [
        ("Jansen & Zn. B.V.", ["jansen zn"], ["bv"]),
        ("Bäckerei Müller GmbH & Co. KG", ["backerei muller"], ["gmbh", "co", "kg"]),
        ("Société X S.A.R.L.", ["societe x"], ["sarl"]),
        ("McDonald's", ["mcdonalds"], []),
        ("THE U.S. CELLULAR FIELD", ["us cellular field"], []),
        ("TARGET STORE #0079", ["target store 79"], []),
        ("Waklin Limited T/A Cash Generator", ["waklin", "cash generator"], ["ltd"]),
        ("LLC", ["llc"], ["llc"]),
    ],
)
def test_a_name_and_its_form(text, core, form):
    found = name(text)
    assert (found["core"], found["form"]) == (core, form)


def test_spaces_and_order_do_not_tell_names_apart():
    first, second = name("Farm Super Market"), name("FARM SUPERMARKET")
    assert set(first["squashed"]) & set(second["squashed"])
    first, second = name("Santa Fe Food Market"), name("Food Market Santa Fe")
    assert set(first["squashed"]) & set(second["squashed"])


@settings(deadline=None)
@given(st.lists(st.text(max_size=40), max_size=4))
def test_any_text_gives_a_row(texts):
    found = standardise(texts, {})
    assert found.schema == COLUMNS
    assert found.num_rows == len(texts)


@settings(deadline=None)
@given(st.text(max_size=40))
def test_folding_twice_is_folding_once(text):
    assert folded(folded(text)) == folded(text)


def test_other_scripts_are_written_in_latin_letters():
    assert folded("Łódź") == "lodz"
    assert folded("Москва").startswith("moskva")
