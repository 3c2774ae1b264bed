import datetime as dt

import pytest

from tests.places.city import DAY, premises, report, write
from tests.places.conftest import read
from tidegate.places.happening import NO_MONTH, NOWHERE, STRANGE

POINT = {"longitude_number": 4.9, "latitude_number": 52.3}
ROWS = [
    (report("named", "p1"), "premises"),
    (report("address", None, location="Kerkstraat 3"), "address"),
    (report("point", None, **POINT), "point"),
    (report("stretch", None, street="Kerkstraat", houseNumber="1-24"), "stretch"),
    (report("street", None, street="Kerkstraat"), "street"),
    (report("area", None, neighbourhood="Midden"), "area"),
    (report("undated", "p1") | {"date_from": None}, NO_MONTH),
    (report("stranger", "nobody"), STRANGE),
    (report("nowhere", None), NOWHERE),
]


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    folder = tmp_path_factory.mktemp("events")
    write(folder, "Premises", [premises("p1", "Kerkstraat", 1), premises("p3", "Kerkstraat", 3)])
    write(folder, "Report", [row for row, _ in ROWS])
    return read(folder)


def test_each_event_is_placed_by_the_best_it_has(found):
    placed = {row["event"]: row["placed_by"] for row in found.happenings.events.to_pylist()}
    assert placed == {row["entity"]: way for row, way in ROWS[:6]}


def test_every_row_is_accounted_for(found):
    placing = found.happenings.placing.to_pylist()
    assert {row["how"]: row["rows"] for row in placing} == {way: 1 for _, way in ROWS}
    assert sum(row["rows"] for row in placing if row["placed"]) == found.happenings.events.num_rows


def test_the_middle_of_a_stretch_is_that_of_its_premises(found):
    places = found.located.places.to_pylist()
    stretch = next(r for r in found.happenings.events.to_pylist() if r["event"] == "stretch")
    assert stretch["x_m"] == pytest.approx(sum(p["x_m"] for p in places) / 2, abs=0.001)
    assert stretch["premises"] is None


def test_two_premises_at_one_address_are_not_guessed_between(tmp_path):
    write(tmp_path, "Premises", [premises("a", "A", 1), premises("b", "A", 1)])
    write(tmp_path, "Report", [report("r", None, location="A 1")])
    (event,) = read(tmp_path).happenings.events.to_pylist()
    assert (event["premises"], event["placed_by"]) == (None, "stretch")


def test_a_row_may_stand_for_several_events_and_without_a_number_for_one(tmp_path):
    write(tmp_path, "Premises", [premises("a", "A", 1)])
    base = {"date_from": DAY, "category": "theft", "premises": "a"}
    write(tmp_path, "Incident", [base | {"entity": "x", "count_number": 3.0}, base | {"entity": "y"}])
    events = read(tmp_path).happenings.events
    assert events.column("count").to_pylist() == [3, 1]
    assert set(events.column("month").to_pylist()) == {dt.date(2024, 1, 1)}


def test_an_older_version_of_a_record_does_not_count_twice(tmp_path):
    write(tmp_path, "Premises", [premises("a", "A", 1)])
    old = report("r", "a", record_id="r", known_to=dt.date(2024, 6, 1))
    write(tmp_path, "Report", [old, report("r", "a", record_id="r", known_from=dt.date(2024, 6, 1), topic="smell")])
    assert read(tmp_path).happenings.events.column("kind").to_pylist() == ["smell"]


def test_what_is_not_stated_is_a_kind_of_its_own(tmp_path):
    write(tmp_path, "Premises", [premises("a", "A", 1)])
    write(tmp_path, "Inspection", [{"entity": "i", "premises": "a", "date_from": DAY}])
    assert read(tmp_path).happenings.events.column("kind").to_pylist() == ["not stated"]
