"""Who is who in small cities that a person can count."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from splink.backends.duckdb import DuckDBAPI

from tests.linkage.records import groups, linked, shops, tables_in
from tidegate.errors import EngineError, LinkageError
from tidegate.linkage import Budget, City, Judged, Trained, load_model
from tidegate.linkage.scoring import Parameters
from tidegate.tables import session

CITY = City(("us",), ("Chicago",))
FROZEN = Trained("establishment", load_model("establishment").version, Parameters({}, 0.3))


def run(folder, **registers):
    options = {"city": CITY, "trained": FROZEN}
    return linked(tables_in(folder, **registers), **options)


def test_one_shop_in_two_registers_is_one(tmp_path):
    licences = shops("licences", ("Sergio's Taqueria, Inc.", "3253 W BRYN MAWR AVE"), ("Zorba", "10 N CLARK ST"))
    visits = shops("visits", ("SERGIOS TAQUERIA INC.", "3253 W BRYN MAWR AVE 1ST"), ("ZORBA", "10 N CLARK ST"))
    found = run(tmp_path, licences=licences, visits=visits)
    assert groups(found) == {
        frozenset({("licences", 1), ("visits", 1)}),
        frozenset({("licences", 2), ("visits", 2)}),
    }


def test_whoever_is_not_licensed_stays_visible(tmp_path):
    licences = shops("licences", ("Highhat Club", "1920 W IRVING PARK RD", {"operator": "op-1"}))
    visits = shops("visits", ("Katerina's Street of Dreams", "1920 W IRVING PARK RD"))
    assert len(groups(run(tmp_path, licences=licences, visits=visits))) == 2


def test_two_licences_of_one_account_at_one_door_are_one_business(tmp_path):
    licences = shops(
        "licences",
        ("Konisan", "1400 N WELLS ST", {"operator": "op-1"}),
        ("Pomp & Circumstance", "1400 N WELLS ST", {"operator": "op-1"}),
        ("Konisan", "1400 N WELLS ST", {"operator": "op-2"}),
    )
    assert groups(run(tmp_path, licences=licences)) == {
        frozenset({("licences", 1), ("licences", 2)}),
        frozenset({("licences", 3)}),
    }


def test_of_two_owners_of_one_name_the_one_of_the_day_is_taken(tmp_path):
    door = "4039 W 26TH ST"
    first = {"operator": "op-1", "from": date(2010, 1, 1), "to": date(2012, 6, 30)}
    second = {"operator": "op-2", "from": date(2012, 7, 1), "to": date(2014, 12, 31)}
    licences = shops("licences", ("Domino's Pizza", door, first), ("Domino's Pizza", door, second))
    days = [date(2011, 5, 5), date(2013, 5, 5)]
    visits = shops("visits", *[("DOMINOS PIZZA", door, {"from": d, "to": d}) for d in days])
    assert groups(run(tmp_path, licences=licences, visits=visits)) == {
        frozenset({("licences", 1), ("visits", 1)}),
        frozenset({("licences", 2), ("visits", 2)}),
    }


def test_two_numbers_of_one_register_are_two_businesses(tmp_path):
    food = shops(
        "food",
        ("Catering at Hope School", "1 N MAIN ST", {"registrationNumber": "77"}),
        ("Hope School Catering", "1 N MAIN ST", {"registrationNumber": "78"}),
    )
    assert len(groups(run(tmp_path, food=food))) == 2


def test_a_statement_reaches_no_other_register(tmp_path):
    # Each register has ids of its own for the company behind a shop; that they differ says nothing.
    licences = shops("licences", ("Zorba", "10 N CLARK ST", {"operator": "licences/7"}))
    rates = shops("rates", ("Zorba", "10 N CLARK ST", {"operator": "rates/31"}))
    assert len(groups(run(tmp_path, licences=licences, rates=rates))) == 1


def persons(*rows):
    return [{"firstName": g, "lastName": f, **({"birthDate": b} if b else {})} for g, f, b in rows]


def test_records_that_say_too_little_stay_apart(tmp_path):
    rows = persons(("", "de Vries", ""), ("", "de Vries", ""))
    assert len(groups(linked(tables_in(tmp_path, a={"Person": rows}), "person", trained=PERSON))) == 2


PERSON = Trained("person", load_model("person").version, Parameters({}, load_model("person").prior))


def test_siblings_and_namesakes_stay_apart(tmp_path):
    home = {"address": "Havenstraat 12, 0123 AB Havenrijk"}
    rows = [
        r | home
        for r in persons(
            ("Jan", "Bakker", "1980-05-07"), ("Piet", "Bakker", "1983-02-01"), ("Jan", "Bakker", "1951-11-30")
        )
    ]
    again = [r | home for r in persons(("Jan", "Bakker", "1980-05-07"))]
    found = linked(
        tables_in(tmp_path, a={"Person": rows}, b={"Person": again}), "person", trained=PERSON, city=City(("nl",))
    )
    assert groups(found) == {frozenset({("a", 1), ("b", 1)}), frozenset({("a", 2)}), frozenset({("a", 3)})}


names = st.sampled_from(["Zorba", "Zorba Grill", "Konisan", "Kinisan", "Meze", "Big Bowl", "Bowl"])
doors = st.sampled_from(["10 N CLARK ST", "10-12 N CLARK ST", "12 N CLARK ST", "7 W LAKE ST"])
rows = st.lists(
    st.tuples(names, doors, st.sampled_from([{}, {"operator": "o1"}, {"operator": "o2"}])), min_size=1, max_size=7
)


def keyed(register, given_rows):
    """The same rows keep their keys in whatever order they stand."""
    numbered = [(n, d, {**o, "key": f"{i}"}) for i, (n, d, o) in enumerate(given_rows)]
    return lambda order: shops(register, *[numbered[i] for i in order])


@pytest.mark.slow
@settings(max_examples=12, deadline=None)
@given(rows, rows, st.randoms(use_true_random=False))
def test_order_of_rows_and_registers_does_not_matter(tmp_path_factory, first, second, random):
    left, right = keyed("left", first), keyed("right", second)
    plain = run(tmp_path_factory.mktemp("a"), left=left(range(len(first))), right=right(range(len(second))))
    turned = [random.sample(range(len(x)), len(x)) for x in (first, second)]
    shuffled = run(tmp_path_factory.mktemp("b"), right=right(turned[1]), left=left(turned[0]))
    assert groups(plain, "entity_id") == groups(shuffled, "entity_id")


@pytest.mark.slow
@settings(max_examples=10, deadline=None)
@given(rows)
def test_a_register_that_matches_nothing_changes_nothing(tmp_path_factory, first):
    other = shops("other", ("Quite Elsewhere", "9999 S NOWHERE BLVD"), ("Elsewhere Too", "9998 S NOWHERE BLVD"))
    left = keyed("left", first)(range(len(first)))
    alone = groups(run(tmp_path_factory.mktemp("a"), left=left), "entity_id")
    both = groups(run(tmp_path_factory.mktemp("b"), left=left, other=other), "entity_id")
    assert {g for g in both if not any(r == "other" for r, _ in g)} == alone


def ids(found):
    return {(r["register"], r["row_number"]): r["record_id"] for r in found.partition.to_pylist()}


def test_people_may_part_what_is_written_the_same_and_join_what_is_not(tmp_path):
    visits = shops(
        "visits",
        ("Zorba", "10 N CLARK ST", {"key": "x"}),
        ("Zorba", "10 N CLARK ST", {"key": "y"}),
        ("Meze", "7 W LAKE ST"),
    )
    tables = tables_in(tmp_path, visits=visits)
    first = linked(tables, city=CITY, trained=FROZEN)
    assert len(groups(first)) == 2
    known = ids(first)
    one, two, three = (known["visits", n] for n in (1, 2, 3))
    judged = linked(tables, city=CITY, trained=FROZEN, judged=Judged(must=[(one, three)], cannot=[(one, two)]))
    assert groups(judged) == {frozenset({("visits", 1), ("visits", 3)}), frozenset({("visits", 2)})}


def test_a_site_with_many_businesses_is_reported(tmp_path):
    many = shops("licences", *[(f"Stand {chr(97 + n)}{n * 7919} Foods", "11601 W TOUHY AVE") for n in range(26)])
    found = run(tmp_path, licences=many)
    assert found.sites.to_pylist() == [{"door": "11601 w touhy", "names": 26, "nodes": 26}]


def test_what_was_learnt_can_be_kept(tmp_path):
    tables = tables_in(tmp_path, visits=shops("visits", ("Zorba", "10 N CLARK ST"), ("Zorba", "10 N CLARK ST")))
    learnt = linked(tables, city=CITY).trained
    assert Trained.from_json(learnt.to_json(), where="x") == learnt
    with pytest.raises(LinkageError, match="no trained model"):
        Trained.from_json("{}", where="models/establishment.json")
    with pytest.raises(LinkageError, match=r"trained as person.*Train again"):
        linked(tables, trained=replace(learnt, model="person"))


# Bad input


def test_no_record_of_the_kind(tmp_path):
    tables = tables_in(tmp_path, a={"Person": persons(("Jan", "Bakker", ""))})
    with pytest.raises(LinkageError, match=r"no register has records of Establishment.*registers read"):
        linked(tables)


def test_no_usable_column(tmp_path):
    tables = tables_in(tmp_path, a={"Establishment": [{"status": "open"}, {"status": "shut"}]})
    with pytest.raises(LinkageError, match="none of the records holds a value in any of the model's fields"):
        linked(tables, city=CITY)


def test_all_values_equal_is_one_node_and_no_explosion(tmp_path):
    tables = tables_in(tmp_path, a=shops("a", *[("Same", "1 N MAIN ST", {"key": str(n)}) for n in range(3000)]))
    found = linked(tables, city=CITY, trained=FROZEN)
    assert (found.counts()["nodes"], found.counts()["pairs"]) == (1, 0)


def test_a_block_that_holds_half_the_file_is_split_or_left_out(tmp_path):
    tables = tables_in(tmp_path, a=shops("a", *[(f"Shop {n * 7919}", "1 N MAIN ST") for n in range(900)]))
    found = linked(tables, city=CITY, trained=FROZEN)
    door = found.plans[0]
    assert (door.largest, door.split) == (900, 1)
    assert found.links.num_rows < 300 * 300


def test_a_plan_beyond_the_budget_is_refused_before_a_pair_is_made(tmp_path):
    tables = tables_in(tmp_path, a=shops("a", *[(f"Shop {n}", "1 N MAIN ST") for n in range(100)]))
    with pytest.raises(
        LinkageError, match=r"blocking rule 'same door': it would make 4,950 pairs.*the budget is 1,000"
    ):
        linked(tables, city=CITY, trained=FROZEN, budget=Budget(pairs=1000))


def test_a_name_of_ten_thousand_letters_and_a_year_9999(tmp_path):
    rows = persons(("Jan", "x" * 10_000, "9999-12-31"), ("Jan", "x" * 10_000, "9999-12-31"))
    assert linked(tables_in(tmp_path, a={"Person": rows}), "person", trained=PERSON).counts()["records"] == 2
    long = shops("a", ("y" * 10_000, "1 N MAIN ST"), ("z", "1 " + "q" * 10_000 + " ST"))
    assert linked(tables_in(tmp_path / "b", a=long), city=CITY, trained=FROZEN).counts()["records"] == 2


def test_pairs_scored_in_shares_give_the_same_links(tmp_path, monkeypatch):
    names = [f"Zorba {word}" for word in ("Grill", "Gril", "Garden", "Gardens", "Kitchen", "Kitchens", "House")]
    shown = shops("licences", *[(name, "10 N CLARK ST") for name in names])
    whole = run(tmp_path / "whole", licences=shown)
    monkeypatch.setattr("tidegate.linkage.scoring.PAIRS_AT_ONCE", 4)
    shares = run(tmp_path / "shares", licences=shown)
    assert whole.links.num_rows > 8
    assert shares.links.equals(whole.links)
    assert shares.partition.equals(whole.partition)


def ask_too_much(own):
    with own.lent() as connection:
        DuckDBAPI(connection=connection).query_sql("select list(i || 'x' || i) as n from range(9000000) t(i)")


def test_too_little_memory_is_told_in_words_through_the_library():
    with session(memory_gib=0.05) as own, pytest.raises(EngineError, match="did not fit into the memory"):
        ask_too_much(own)
