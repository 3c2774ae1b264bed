import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.places.city import premises, report, shop, write
from tests.places.conftest import read
from tidegate.errors import PlacesError
from tidegate.places import Period, concentrate, find_hotspots
from tidegate.places.locating import grid, to_metres, utm_zone
from tidegate.tables import query

ADDRESSES = [
    ("5833 S KEDZIE AVE CHICAGO, IL 60629", "S KEDZIE AVE", 5833),
    ("2018 W CHICAGO AVE, CHICAGO, IL, 60622", "W CHICAGO AVE", 2018),
    ("3010 S PARNELL (532W) CHICAGO, IL 60616", "S PARNELL", 3010),
    ("4750 W 63RD ST 1ST, CHICAGO, IL, 60629", "W 63RD ST", 4750),
    ("833-839 W RANDOLPH ST, CHICAGO, IL, 60607", "W RANDOLPH ST", 833),
    ("031XX N ST LOUIS AVE", "N ST LOUIS AVE", None),
    ("12 North Avenue", "NORTH AVE", 12),
    ("Koelaan 66 0132 MW Havenrijk", "KOELAAN", 66),
    ("Tulpweg 151A 0130 HD Havenrijk", "TULPWEG", 151),
    ("Ampèrekade", "AMPEREKADE", None),
]


def by_premises(found):
    return {row["premises"]: row for row in found.located.places.to_pylist()}


@pytest.mark.parametrize(("address", "street", "number"), ADDRESSES)
def test_street_and_number_of_an_address(engine, address, street, number):
    for macro in ("street_of", "number_of", "street_key"):
        engine.execute(query("tidegate.places", macro))
    (row,) = engine.rows(
        "select street_key(street_of($address, 'Chicago')) as street, number_of($address) as number", address=address
    )
    assert (row["street"], row["number"]) == (street, number)


def test_what_most_registers_say_counts_not_what_most_rows_say(tmp_path):
    wrong = [premises("p", "Kerkstrat", 1, register="payments") for _ in range(9)]
    right = [premises("p", "Kerkstraat", 1, register=r) for r in ("buildings", "trade")]
    write(tmp_path, "Premises", wrong + right)
    assert by_premises(read(tmp_path))["p"]["street"] == "Kerkstraat"


def test_the_order_of_rows_does_not_matter(tmp_path):
    rows = [premises(f"p{i % 5}", f"Straat{i % 3}", 1 + i % 7, register=f"r{i % 2}") for i in range(30)]
    one, two = tmp_path / "one", tmp_path / "two"
    for folder, order in ((one, rows), (two, rows[::-1])):
        folder.mkdir()
        write(folder, "Premises", order)
    assert read(one).located.places.equals(read(two).located.places)


def test_a_premises_without_a_point_gets_that_of_the_numbers_nearby(tmp_path):
    none = {"longitude_number": None, "latitude_number": None}
    write(
        tmp_path, "Premises",
        [premises("a", "Kerkstraat", 1), premises("b", "Kerkstraat", 5), premises("c", "Kerkstraat", 3, **none),
         premises("d", "Kerkstraat", 99, **none), premises("e", "Verweg", 1, postalCode="9", **none)],
    )  # fmt: skip
    found = by_premises(read(tmp_path))
    assert found["c"]["point_from"] == "numbers nearby"
    assert found["c"]["lon"] == pytest.approx((found["a"]["lon"] + found["b"]["lon"]) / 2)
    assert found["d"]["point_from"] == "street and postcode"
    assert found["e"]["point_from"] is None
    assert found["e"]["cell"] is None


def test_a_postcode_that_is_half_a_town_gives_no_point(tmp_path):
    none = {"longitude_number": None, "latitude_number": None}
    far = premises("b", "Kerkstraat", 400, longitude_number=4.95)
    write(tmp_path, "Premises", [premises("a", "Kerkstraat", 1), far, premises("c", "Kerkstraat", 200, **none)])
    assert by_premises(read(tmp_path))["c"]["point_from"] is None


def test_homes_and_places_without_business_are_personal(tmp_path):
    write(
        tmp_path, "Premises",
        [premises("home", "A", 1, use="woonfunctie (gestapeld)"), premises("shop", "A", 3, use="winkelfunctie"),
         premises("nothing", "A", 5)],
    )  # fmt: skip
    write(tmp_path, "Establishment", [shop("s", "shop"), shop("freelancer", "home")])
    found = by_premises(read(tmp_path))
    assert {k: v["personal_because"] for k, v in found.items()} == {
        "home": "dwelling", "shop": None, "nothing": "no business known here",
    }  # fmt: skip
    assert [found[k]["personal"] for k in ("home", "shop", "nothing")] == [True, False, True]


def test_a_street_of_another_town_carries_its_name(tmp_path):
    rows = [premises("a", "Kerkstraat", 1), premises("b", "Kerkstraat", 3), premises("c", "Kerkstraat", 5, city="Dorp")]
    write(tmp_path, "Premises", rows)
    assert by_premises(read(tmp_path))["c"]["street_key"] == "KERKSTRAAT, DORP"


def test_an_area_that_no_register_gives_is_that_of_the_nearest_place(tmp_path):
    write(tmp_path, "Premises", [premises("a", "A", 1), premises("b", "A", 3, neighbourhood=None)])
    found = by_premises(read(tmp_path))
    assert (found["b"]["area"], found["b"]["area_from"]) == ("Midden", "nearest")


def test_areas_of_events_serve_where_premises_have_none(tmp_path):
    write(tmp_path, "Premises", [premises("a", "A", 1, neighbourhood=None)])
    here = {"longitude_number": 4.9, "latitude_number": premises("a", "A", 1)["latitude_number"]}
    write(tmp_path, "Report", [report("r", None, areaCode="12", **here)])
    found = read(tmp_path)
    assert found.located.area_kind == "areaCode"
    assert by_premises(found)["a"]["area"] == "12"


@given(st.floats(-179, 179), st.floats(-79, 79))
def test_metres_of_the_zone_lie_where_a_zone_lies(lon, lat):
    x, y = to_metres(np.array([lon]), np.array([lat]), utm_zone(lon, lat))
    assert 160_000 < x[0] < 840_000
    assert -1 < y[0] < 10_000_001


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_a_point_lies_in_its_cell(x, y):
    cell = grid(np.array([x]), np.array([y]), 100.0)
    assert cell["cell_x"][0].as_py() * 100 <= x < cell["cell_x"][0].as_py() * 100 + 100
    assert cell["cell_y"][0].as_py() * 100 <= y < cell["cell_y"][0].as_py() * 100 + 100


def test_a_city_without_a_point_still_has_streets(tmp_path):
    write(tmp_path, "Premises", [premises("a", "A", 1, longitude_number=0.0, latitude_number=0.0)])
    write(tmp_path, "Report", [report(f"r{i}", "a") for i in range(60)])
    found = read(tmp_path)
    assert found.located.epsg == 0
    assert by_premises(found)["a"]["cell"] is None
    period = Period(dt.date(2024, 1, 1), dt.date(2024, 2, 1))
    levels = concentrate(*found.three, period=period, seed=1).column("level").to_pylist()
    assert sorted(set(levels)) == ["area", "premises", "street"]
    assert find_hotspots(*found.three, period=period, seed=1).units.num_rows == 0


def test_a_city_without_any_register_of_this_room(tmp_path):
    found = read(tmp_path)
    assert [t.num_rows for t in found.three] == [0, 0, 0]


def test_a_system_of_degrees_is_told(tmp_path):
    write(tmp_path, "Premises", [premises("a", "A", 1)])
    with pytest.raises(PlacesError, match=r"4326 does not count in metres\. Give one that does"):
        read(tmp_path, epsg=4326)


def test_no_system_at_all_is_told(tmp_path):
    write(tmp_path, "Premises", [premises("a", "A", 1)])
    with pytest.raises(PlacesError, match=r"1 is not the number of a coordinate system"):
        read(tmp_path, epsg=1)
