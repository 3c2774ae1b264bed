import datetime as dt

import pytest

from tests.places.city import shop, write
from tidegate.places import BUSINESSES, list_businesses
from tidegate.places.businesses import years_open


def rows(engine, folder, **how):
    return list_businesses(engine, folder, **how).to_pylist()


def test_an_open_shop_has_no_end_and_a_closed_one_has(engine, tmp_path):
    write(tmp_path, "Establishment", [shop("a", "p"), shop("b", "p", endDate_to=dt.date(2023, 5, 1))])
    assert [r["until"] for r in rows(engine, tmp_path)] == [None, dt.date(2023, 5, 1)]


def test_a_shop_that_moved_is_at_each_place_in_its_time(engine, tmp_path):
    moved = dt.date(2024, 7, 1)
    write(
        tmp_path, "Establishment",
        [shop("a", "old", known_to=moved), shop("a", "new", known_from=moved)],
    )  # fmt: skip
    new, old = rows(engine, tmp_path)
    assert (old["premises"], old["since"], old["until"]) == ("old", dt.date(2015, 1, 1), moved)
    assert (new["premises"], new["since"], new["until"]) == ("new", moved, None)


def test_visits_and_licences_show_when_a_shop_was_there(engine, tmp_path):
    days = [(dt.date(2012, 3, 1), dt.date(2012, 3, 1)), (dt.date(2013, 5, 1), dt.date(2014, 5, 1))]
    write(
        tmp_path, "Establishment",
        [shop("a", "p", startDate_from=None, valid_from=a, valid_to=b) for a, b in days],
    )  # fmt: skip
    (found,) = rows(engine, tmp_path)
    assert (found["since"], found["until"]) == (dt.date(2012, 3, 1), dt.date(2014, 5, 1))


def test_the_narrower_of_two_words_for_a_business_counts(engine, tmp_path):
    write(
        tmp_path, "Establishment",
        [shop("a", "p", sector="Food", register="visits"), shop("a", "p", sector="Bakery", register="licences")]
        + [shop(f"b{i}", "p", sector="Food") for i in range(3)],
    )  # fmt: skip
    assert rows(engine, tmp_path)[0]["sector"] == "Bakery"


def test_who_is_one_person_is_known_by_legal_form_or_by_who_runs_it(engine, tmp_path):
    write(tmp_path, "Establishment", [shop(n, "p", operator=n) for n in ("firm", "person", "sole")])
    write(tmp_path, "Company", [{"entity": "sole", "legalForm": "Eenmanszaak"}, {"entity": "firm", "legalForm": "BV"}])
    write(tmp_path, "entities", [{"entity": "person", "kind": "person"}])
    assert [r["sole_trader"] for r in rows(engine, tmp_path)] == [False, True, True]


def test_only_what_was_known_on_the_day_counts(engine, tmp_path):
    write(tmp_path, "Establishment", [shop("a", "p"), shop("b", "p", known_from=dt.date(2024, 6, 1))])
    assert [r["establishment"] for r in rows(engine, tmp_path, on=dt.date(2024, 3, 1))] == ["a"]


def test_years_open_by_hand(engine, tmp_path):
    ends = [None, dt.date(2024, 7, 1), dt.date(2020, 1, 1), dt.date(2024, 1, 2)]
    write(tmp_path, "Establishment", [shop(str(i), "p", endDate_to=end) for i, end in enumerate(ends)])
    years = years_open(list_businesses(engine, tmp_path), dt.date(2024, 1, 1), dt.date(2025, 1, 1))
    assert years * 365.25 == pytest.approx([366, 182, 0, 30])  # one day counts as the shortest time


def test_a_city_without_establishments(engine, tmp_path):
    assert list_businesses(engine, tmp_path).equals(BUSINESSES.empty())
