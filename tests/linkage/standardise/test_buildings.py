"""What a building is called: in its address, or over its door where the address names none."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidegate.linkage.gathering import PART
from tidegate.linkage.standardise.buildings import COLUMNS, standardise

OLDTOWN = {"countries": ["gb"], "localities": ["Oldtown"]}


def called(name, address):
    (row,) = standardise([f"{name}{PART}{address}"], OLDTOWN).to_pylist()
    return row


def test_without_a_number_the_name_over_the_door_is_read():
    row = called("Lidl UK GmbH", "Beck Road, Oldtown, HX1 1AA")
    assert (row["name"], row["telling"], row["over_door"]) == (["lidl"], ["lidl"], "yes")


def test_the_name_in_the_address_goes_before_the_one_over_the_door():
    row = called("Costa", "The Old Mill, Beck Lane, Oldtown, HX1 1AA")
    assert (row["name"], row["over_door"]) == (["oldmill"], None)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Moor End Infant School", "Moor End J & I School"),
        ("Moor End CE (VA) Primary School", "Moor End School"),
        ("Quick Catering Services at Moor End Primary School", "Moor End Jun And Inf School"),
        ("The Fox Inn", "Fox Hotel"),
        ("Kings W M C", "Kings Working Mens Club"),
        ("The Fox (Bar Only)", "Fox"),
    ],
)
def test_one_building_under_two_names(one, other):
    left, right = (called(name, "Beck Road, Oldtown, HX1 1AA") for name in (one, other))
    assert left["name"] == right["name"]


def test_words_of_the_street_and_the_town_tell_nothing():
    row = called("Oldtown Beck Road Fox Inn", "Beck Road, Oldtown, HX1 1AA")
    assert row["telling"] == ["fox", "road"]


def test_a_kind_goes_with_its_own_kin_only():
    club, school, station = (called(n, "Beck Road, Oldtown, HX1 1AA") for n in ("Fox Club", "Fox School", "Fox Garage"))
    assert set(club["kinds"]) & set(school["kin"])
    assert not set(club["kinds"]) & set(station["kin"])


@pytest.mark.parametrize(
    "left", ["", "HX1", "Oldtown", "Oldtown, HX1", "HX1 1AA", "Oldtown, HX1 1AA", "Beck Road, HX1"]
)
def test_a_name_beside_a_withheld_address_is_not_read(left):
    row = called("Home Bakes", left)
    assert row["over_door"] is None
    assert "homebakes" not in row["name"]


@settings(deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_makes_one_row(name, address):
    table = standardise([f"{name}{PART}{address}"], OLDTOWN)
    assert table.schema == COLUMNS
    assert table.num_rows == 1
