"""A withheld address is never resolved: who gives none is tied to no place, whatever else is known of it."""

from pathlib import Path

import pytest

from tests.linkage.records import groups, linked, tables_in
from tidegate.linkage import City
from tidegate.linkage.standardise.addresses import standardise

TOWNS = {"countries": ["gb"], "localities": ["Oldtown"]}
ENTRIES = ("3 Market Street, Oldtown, HX1 1AA", "Oldtown, HX1 1AA", "The Cakery, Market Street, Oldtown, HX1 1AA")


@pytest.mark.parametrize("left", ["HX1", "BD3", "Oldtown, LS29", ", HX1", "Oldtown", "HX1 1AA"])
def test_what_is_left_of_a_withheld_address_is_no_place(left: str) -> None:
    (row,) = standardise([left], TOWNS).to_pylist()
    assert not row["doors"]
    assert not row["street"]
    assert not row["unit"]
    assert row["building"] in ([], ["oldtown"])


def test_a_district_is_kept_as_the_postcode_it_is() -> None:
    (row,) = standardise(["Oldtown, LS29"], TOWNS).to_pylist()
    assert row["postcode"] == "ls29"


def test_a_storey_is_no_house_number() -> None:
    (row,) = standardise(["1st Floor, 121, Fairfield Road, Oldtown"], TOWNS).to_pylist()
    assert (row["doors"], row["unit"]) == (["121  fairfield"], ["1st"])


def test_a_number_before_a_building_is_that_of_a_unit() -> None:
    rows = standardise(["7 Borough Market, Market Street", "Unit 7, Borough Market, Market Street"], TOWNS)
    assert rows.select(["doors", "unit", "building", "street"]).to_pylist() == 2 * [
        {"doors": [], "unit": ["7"], "building": ["boroughmarket"], "street": "market"}
    ]


@pytest.mark.parametrize("left", ["HX1", "HX1 1AA", "Oldtown", "Oldtown, HX1 1AA", ", , HX1 1AA"])
def test_a_home_caterer_is_tied_to_nothing(tmp_path: Path, left: str) -> None:
    point = {"latitude": "53.72", "longitude": "-1.86", "postalCode": "HX1 1AA"}
    rates = [{"address": a, "registrationNumber": str(n), **point} for n, a in enumerate(ENTRIES)]
    food = [
        {"key": "withheld", "address": left, **point},
        {"key": "another", "address": left, **point},
        {"key": "shop", "address": "3 Market Street, Oldtown, HX1 1AA", **point},
    ]
    found = linked(
        tables_in(tmp_path, rates={"Premises": rates}, food={"Premises": food}),
        "premises",
        city=City(("gb",), ("Oldtown",)),
    )
    assert groups(found) == {
        frozenset({("rates", 1), ("food", 3)}), frozenset({("rates", 2)}), frozenset({("rates", 3)}),
        frozenset({("food", 1)}), frozenset({("food", 2)}),
    }  # fmt: skip


def test_a_street_that_is_called_a_market_keeps_its_numbers() -> None:
    rows = standardise(["800 W Fulton Market, Oldtown", "800 Fulton Market, Oldtown"], TOWNS).to_pylist()
    assert [r["doors"] for r in rows] == [["800 w fultonmarket"], ["800  fultonmarket"]]


@pytest.mark.parametrize("left", ["HX1", "HX1 1AA", "Oldtown", "Oldtown, HX1 1AA", "Market Street, Oldtown, HX1"])
def test_a_name_does_not_resolve_what_was_withheld(tmp_path: Path, left: str) -> None:
    point = {"latitude": "53.72", "longitude": "-1.86", "postalCode": "HX1 1AA"}
    rates = [{"address": a, "registrationNumber": str(n), **point} for n, a in enumerate(ENTRIES)]
    food = [{"key": "withheld", "name": "The Cakery", "address": left, "latitude": "53.72", "longitude": "-1.86"}]
    found = linked(
        tables_in(tmp_path, rates={"Premises": rates}, food={"Premises": food}),
        "premises",
        city=City(("gb",), ("Oldtown",)),
    )
    assert frozenset({("food", 1)}) in groups(found)


def test_a_name_says_which_building_of_a_street_is_meant(tmp_path: Path) -> None:
    point = {"latitude": "53.72", "longitude": "-1.86", "postalCode": "HX1 1AA"}
    rates = [{"address": a, "registrationNumber": str(n), **point} for n, a in enumerate(ENTRIES)]
    food = [
        {"key": "cakery", "name": "The Cakery Ltd", "address": "Market Street, Oldtown, HX1 1AA", **point},
        {"key": "another", "name": "The Bakery", "address": "Market Street, Oldtown, HX1 1AA", **point},
        {"key": "shop", "name": "The Cakery", "address": "3 Market Street, Oldtown, HX1 1AA", **point},
    ]
    found = linked(
        tables_in(tmp_path, rates={"Premises": rates}, food={"Premises": food}),
        "premises",
        city=City(("gb",), ("Oldtown",)),
    )
    assert groups(found) == {
        frozenset({("rates", 1), ("food", 3)}), frozenset({("rates", 2)}),
        frozenset({("rates", 3), ("food", 1)}), frozenset({("food", 2)}),
    }  # fmt: skip


def test_a_storey_or_a_unit_that_only_one_side_names_is_another_premises(tmp_path: Path) -> None:
    point = {"latitude": "53.72", "longitude": "-1.86", "postalCode": "HX1 1AA"}
    addresses = ("Store 1ST Floor, 3 Market Street", "Unit 2, 3 Market Street", "Ground & 1st Flr, 5 Market Street")
    rates = [{"address": a, "registrationNumber": str(n), **point} for n, a in enumerate(addresses)]
    food = [{"key": n, "address": f"{n} Market Street, Oldtown, HX1 1AA", **point} for n in ("3", "5")]
    found = linked(
        tables_in(tmp_path, rates={"Premises": rates}, food={"Premises": food}),
        "premises",
        city=City(("gb",), ("Oldtown",)),
    )
    assert groups(found) == {
        frozenset({("rates", 1)}), frozenset({("rates", 2)}), frozenset({("food", 1)}),
        frozenset({("rates", 3), ("food", 2)}),
    }  # fmt: skip


@pytest.mark.parametrize("left", ["", "Oldtown", "Oldtown, HX1"])
def test_a_name_alone_joins_no_two_establishments(tmp_path: Path, left: str) -> None:
    place = [{"key": "p", "address": left}] if left else [{"key": "q", "address": "9 Beck Lane, Oldtown, HX2 2BB"}]
    one, other = (
        {"Premises": place, "Establishment": [{"name": "Village Store", **({"premises": f"{r}/p"} if left else {})}]}
        for r in ("food", "complaints")
    )
    found = linked(tables_in(tmp_path, food=one, complaints=other), "establishment", city=City(("gb",), ("Oldtown",)))
    assert groups(found) == {frozenset({("food", 1)}), frozenset({("complaints", 1)})}


def test_a_name_and_a_number_join_two_establishments_without_a_place(tmp_path: Path) -> None:
    rows = {"Establishment": [{"name": "Village Store", "registrationNumber": "347"}]}
    found = linked(tables_in(tmp_path, extracts=rows, file=rows), "establishment", city=City(("gb",), ("Oldtown",)))
    assert groups(found) == {frozenset({("extracts", 1), ("file", 1)})}
