"""Addresses come apart by their form."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidegate.linkage.standardise.addresses import COLUMNS, postcode, standardise

CHICAGO = {"countries": ["us"], "localities": ["Chicago"]}
BRADFORD = {"countries": ["gb"], "localities": ["Bradford"]}
HAVENRIJK = {"countries": ["nl"], "localities": []}


def parts(text, options):
    (row,) = standardise([text], options).to_pylist()
    return row


@pytest.mark.parametrize(
    ("text", "door", "unit"),
    [
        ("6059 N LINCOLN AVE  C, CHICAGO, IL, 60659", "6059 n lincoln", ["c"]),
        ("1546 W CHICAGO AVE CHICAGO, IL 60622", "1546 w chicago", []),
        ("8307 S SOUTH CHICAGO AVE CHICAGO, IL 60617", "8307 s southchicago", []),
        ("5812 N BROADWAY CHICAGO, IL 60660", "5812 n broadway", []),
        ("3656 W 111 TH ST CHICAGO, IL 60655", "3656 w 111th", []),
        ("10501 S AVENUE L CHICAGO, IL 60617", "10501 s l", []),
        ("1234 W NORTH AVE  1ST CHICAGO, IL, 60610", "1234 w north", ["1st"]),
        ("501 N LA SALLE DR 1", "501 n lasalle", ["1"]),
        ("11601 W TOUHY AVE, Chicago", "11601 w touhy", []),
        ("501 N LASALLE DR", "501 n lasalle", []),
        ("2233 S DR MARTIN LUTHER KING JR DR ", "2233 s drmartinlutherkingjr", []),
    ],
)
def test_an_american_address(text, door, unit):
    found = parts(text, CHICAGO)
    assert (found["door"], found["unit"]) == (door, unit)


@pytest.mark.parametrize(
    ("text", "doors"),
    [
        ("1369-1373 W LAKE ST 1-2", ["1369 w lake", "1371 w lake", "1373 w lake"]),
        ("2433-35 W DEVON AVE 1ST", ["2433 w devon", "2435 w devon"]),
        ("5841  -05843 N CLARK ST 1ST", ["5841 n clark", "5843 n clark"]),
        ("2557 1/2 W CHICAGO AVE", ["2557 w chicago"]),
        ("100-9000 W LAKE ST", ["100 w lake"]),
    ],
)
def test_a_range_of_numbers_is_every_number_on_its_side(text, doors):
    assert parts(text, CHICAGO)["doors"] == doors


@pytest.mark.parametrize(
    ("text", "door", "postal"),
    [
        ("109, Godwin Street, Bradford, BD1 3PP", "109  godwin", "bd13pp"),
        ("Level 3 At, 47-53, Well Street, Bradford, BD1 5PS", "47  well", "bd15ps"),
        ("Garage 4, 241a, Idle Road, Bradford, BD2 4JN", "241  idle", "bd24jn"),
        ("Unit 2, Brackenbeck Road, Off Spencer Road, Bradford, BD7 2LW", None, "bd72lw"),
    ],
)
def test_a_british_address(text, door, postal):
    found = parts(text, BRADFORD)
    assert (found["door"], found["postcode"]) == (door, postal)


@pytest.mark.parametrize(
    ("text", "door", "letter", "postal"),
    [
        ("Havenstraat 12A 0123 AB Havenrijk", "12  haven", "a", "0123ab"),
        ("Havenstr. 12 a, 0123AB Havenrijk", "12  haven", "a", "0123ab"),
        ("Polderweg 110", "110  polder", None, None),
        ("Via Roma 12, 50100 Firenze", "12  roma", None, "50100"),
    ],
)
def test_a_number_behind_the_street(text, door, letter, postal):
    found = parts(text, HAVENRIJK)
    assert (found["door"], found["letter"], found["postcode"]) == (door, letter, postal)


def test_a_postcode_is_found_at_the_end():
    assert [postcode(t) for t in ("BD18 3QY", "1 High St, Shipley BD18 3QY", "Havenrijk")] == ["bd183qy", "bd183qy", ""]


@settings(deadline=None)
@given(st.text(max_size=60), st.sampled_from([CHICAGO, BRADFORD, HAVENRIJK]))
def test_any_text_gives_a_row_and_capitals_do_not_matter(text, options):
    plain = text.encode("ascii", "ignore").decode()
    found = standardise([text, plain.upper(), plain.lower()], options)
    assert found.schema == COLUMNS
    _, upper, lower = found.to_pylist()
    assert upper == lower


def test_a_very_long_text_is_no_trouble():
    begun = time.monotonic()
    assert parts("1 main " + "a " * 5000, CHICAGO)["number"] == "1"
    assert parts("-" * 10_000, BRADFORD)["number"] is None
    assert time.monotonic() - begun < 2


@pytest.mark.parametrize(
    ("text", "door", "unit"),
    [
        ("67 69 71 & 73, Beck Avenue, Bradford", "67  beck", []),
        ("7/8/9/10 Beck Street, Bradford", "7  beck", []),
        ("(Unofficial Address), 4 Beck Street, Bradford", "4  beck", []),
        ("U/0FF Add Store 1ST Floor, 25 Beck Road, Bradford", "25  beck", ["1st"]),
        ("Ground & Part 1ST Flr, 82 Beck Street, Bradford", "82  beck", []),
        ("Basement (The Vault), 5 Beck Street, Bradford", "5  beck", ["basement"]),
        ("Pharmacy At, 9 Beck Street, Bradford", "9  beck", ["pharmacy"]),
        ("RW15/16 Rustic, Cloth Hall, Bradford", None, ["rw15", "rw16"]),
        ("Unit RW15 & RW16, Rustic, Cloth Hall, Bradford", None, ["rw15", "rw16"]),
        ("Market Stall 63-64, Market Hall, Borough Market, Bradford", None, ["63", "64"]),
    ],
)
def test_british_registers_write_parts_in_many_ways(text, door, unit):
    found = parts(text, BRADFORD)
    assert (found["door"], found["unit"]) == (door, unit)


def test_a_series_of_house_numbers_is_all_of_them():
    assert parts("67 69 71 & 73, Beck Avenue", BRADFORD)["doors"] == [f"{n}  beck" for n in (67, 69, 71, 73)]


def test_a_numbered_street_is_no_series():
    assert parts("4 7 Street, Chicago", CHICAGO)["doors"] != ["4  street", "5  street", "6  street", "7  street"]


def test_a_business_park_at_the_end_is_no_street():
    found = parts("Unit 16, Bridge Business Park, Bradford", BRADFORD)
    assert (found["street"], found["building"], found["unit"]) == (None, ["bridgebusinesspark"], ["16"])
