import datetime as dt

import pytest

from tests.places.city import premises, report, shop, write
from tests.places.conftest import read
from tidegate.places import Options, Period, find_hotspots
from tidegate.places.hotspots import enough_shuffles
from tidegate.places.listing import HOME, ONE_PERSON
from tidegate.statistics import benjamini_hochberg

YEAR = Period(dt.date(2024, 1, 1), dt.date(2025, 1, 1))


@pytest.fixture(scope="module")
def found(small):
    return find_hotspots(*small.three, period=YEAR, seed=1, options=Options(shuffles=999))


def test_the_street_that_draws_ten_times_the_reports_is_above_what_its_shops_lead_one_to_expect(found):
    rows = {r["label"]: r for r in found.units.to_pylist() if r["level"] == "street"}
    high, low = rows["Hoofdstraat"], rows["Kerkstraat"]
    assert high["expected"] == pytest.approx(low["expected"])  # as many shops of the same kind
    assert high["low"] > 1 > low["high"]
    assert high["above"] > 0.99


def test_no_home_and_no_street_of_homes_is_listed(small, found):
    homes = set(small.located.places.filter(small.located.places.column("personal")).column("premises").to_pylist())
    listed = {r["unit"] for r in found.units.to_pylist() if r["level"] == "premises"}
    assert len(homes) == 12
    assert not homes & listed
    assert "Woonstraat" not in found.units.column("label").to_pylist()


def test_what_is_not_listed_is_counted_with_the_reason(found):
    rows = {(r["level"], r["reason"]): r["units"] for r in found.left_out.to_pylist()}
    assert rows["premises", HOME] == 12
    assert rows["street", "fewer than 5 businesses"] == 1


def test_a_premises_whose_businesses_are_one_persons_is_not_listed(tmp_path):
    write(tmp_path, "Premises", [premises("p", "A", 1), premises("q", "A", 3)])
    write(tmp_path, "Establishment", [shop("sole", "p", operator="z"), shop("firm", "q")])
    write(tmp_path, "Company", [{"entity": "z", "legalForm": "Eenmanszaak"}])
    write(tmp_path, "Report", [report(f"r{i}", "pq"[i % 2]) for i in range(60)])
    found = find_hotspots(*read(tmp_path).three, period=YEAR, seed=1, options=Options(shuffles=99))
    assert {r["unit"] for r in found.units.to_pylist() if r["level"] == "premises"} == {"q"}
    assert ("premises", ONE_PERSON, 1) in {tuple(r.values()) for r in found.left_out.to_pylist()}


def test_rates_of_lines_of_business_stand_beside(found):
    (rate,) = found.rates.filter(found.rates.column("sector").is_valid()).slice(0, 1).to_pylist()
    assert rate["low"] < rate["rate"] < rate["high"]
    assert rate["events"] == pytest.approx(rate["rate"] * rate["years"])


def test_the_same_seed_gives_the_same_table(small, found):
    again = find_hotspots(*small.three, period=YEAR, seed=1, options=Options(shuffles=999))
    assert again.units.equals(found.units)


@pytest.mark.parametrize("units", [10, 5_000, 30_000])
def test_twenty_units_that_chance_never_reaches_can_be_named(units):
    p = 2 / (enough_shuffles(units) + 1)
    assert benjamini_hochberg([p] * 20 + [0.9] * max(units - 20, 0))[0] <= 0.051


def test_no_column_holds_a_score_of_a_person(found):
    assert not {"person", "operator", "name", "score", "rank"} & set(found.units.column_names)
