import datetime as dt

import pytest

from tests.places.city import premises, report, shop, write
from tests.places.conftest import read
from tidegate.places import Period, compare_periods

HALVES = {
    "before": Period(dt.date(2024, 1, 1), dt.date(2024, 7, 1)),
    "after": Period(dt.date(2024, 7, 1), dt.date(2025, 1, 1)),
}


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    folder = tmp_path_factory.mktemp("change")
    streets = ("Eerste", "Tweede", "Derde")
    places = [premises(f"{s}{n}", s, n) for s in streets for n in range(1, 15, 2)]
    write(folder, "Premises", places)
    write(folder, "Establishment", [shop(f"shop {p['entity']}", p["entity"]) for p in places])
    numbers = {"Eerste": (60, 20), "Tweede": (60, 62), "Derde": (60, 64)}
    rows = [
        report(f"{s}{month}-{i}", f"{s}1", month)
        for s, pair in numbers.items()
        for month, count in zip((2, 9), pair, strict=True)
        for i in range(count)
    ]
    write(folder, "Report", rows)
    return compare_periods(*read(folder).three, levels=["street"], **HALVES)


def test_a_third_is_a_third_and_nothing_is_nothing(found):
    rows = {r["label"]: r for r in found.units.to_pylist()}
    assert rows["Eerste"]["ratio"] == pytest.approx(1 / 3)
    assert rows["Eerste"]["high"] < 1
    assert rows["Eerste"]["q"] < 0.01
    assert rows["Tweede"]["q"] > 0.5


def test_the_citys_own_change_stands_beside(found):
    rows = {r["label"]: r for r in found.units.to_pylist()}
    assert rows["Eerste"]["city_ratio"] == pytest.approx(146 / 180)
    assert rows["Derde"]["own_p"] < rows["Derde"]["p"]  # steady, while the city fell


def test_periods_that_overlap_are_told(small):
    with pytest.raises(ValueError, match="the periods overlap"):
        compare_periods(*small.three, before=HALVES["after"], after=HALVES["before"])
