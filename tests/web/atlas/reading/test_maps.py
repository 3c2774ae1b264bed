"""The map: no home in it, squares on the grid, and every filter leaves fewer."""

import json
from datetime import date

import pytest

from tidegate.web.atlas.reading.maps import LAYERS, MapFilter, bounds, choices, ground, layer, table


def test_a_feature_for_each_row_with_what_a_page_needs(atlas):
    for name in LAYERS:
        found = layer(atlas.picture, name, MapFilter())
        assert len(found["features"]) == len(table(atlas.picture, name, MapFilter()))
        for feature in found["features"]:
            assert feature["id"] == feature["properties"]["id"]
            assert feature["properties"]["label"]
        json.dumps(found)


def test_no_home_and_no_sole_trader_is_on_the_map(atlas):
    personal = {p["premises"] for p in atlas.picture.table("places").to_pylist() if p["personal"]}
    shown = {f["id"] for f in layer(atlas.picture, "premises", MapFilter())["features"]}
    assert personal
    assert not personal & shown


def test_filters_leave_what_fits(atlas):
    flagged = layer(atlas.picture, "premises", MapFilter(indicator="double_operation"))["features"]
    assert {f["properties"]["label"] for f in flagged} == {"Kade 1 1004 DD", "Kade 3 1004 DD"}
    holdings = layer(atlas.picture, "premises", MapFilter(sector="holding"))["features"]
    assert all(f["properties"]["label"].startswith("Laan") for f in holdings)


def test_twelve_months_up_to_a_month(atlas):
    rows = {r["label"]: r for r in table(atlas.picture, "premises", MapFilter(month=date(2024, 12, 1)))}
    # One report a month, and the second of each month at one of five doors by turns.
    assert rows["Kade 1 1004 DD"]["events"] == 12 + 3
    streets = {r["label"]: r["in_months"] for r in table(atlas.picture, "street", MapFilter(month=date(2024, 12, 1)))}
    assert streets == {"Markt": 12, "Laan": 0}


def test_the_ground_holds_no_cell_with_fewer_than_five_doors(atlas):
    cells = ground(atlas.picture)["features"]
    assert cells
    assert min(c["properties"]["density"] for c in cells) >= 5
    west, south, east, north = bounds(atlas.picture)
    assert west < east
    assert south < north


def test_what_can_be_asked(atlas):
    found = choices(atlas.picture)
    assert found.schemata == (("Report", ("all",)),)
    assert found.indicators == ("double_operation", "failures_then_new_account", "letterbox_addresses")
    assert found.last == date(2025, 12, 1)


def test_a_layer_that_is_none(atlas):
    with pytest.raises(ValueError, match="'people' is no layer: name one of area, cell, street, premises"):
        layer(atlas.picture, "people", MapFilter())
