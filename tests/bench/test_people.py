"""People of the benchmark: as many as asked for, the same for the same seed, their errors known."""

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidegate.bench.people import PEOPLE, Errors, make_people, name_pools
from tidegate.tables import run

CLEAN = Errors(**dict.fromkeys(Errors.__dataclass_fields__, 0.0))


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 300), st.integers(0, 2**32))
def test_as_many_as_asked_for_and_the_same_for_the_same_seed(rows, seed):
    people = make_people(rows, seed=seed)
    assert len(people) == rows
    assert people.schema.names == PEOPLE.schema().names
    assert people["record_id"].to_pylist() == [f"R{n}" for n in range(rows)]
    assert people.equals(make_people(rows, seed=seed))


def test_without_errors_all_records_of_a_person_say_the_same():
    people = make_people(5000, seed=3, errors=CLEAN)
    said = people.drop_columns(["record_id"]).to_pylist()
    by_person = {}
    for row in said:
        by_person.setdefault(row["true_id"], set()).add(tuple(row.values()))
    assert {len(versions) for versions in by_person.values()} == {1}


def test_errors_strike_as_often_as_is_written():
    people = make_people(40_000, seed=1)
    share = {name: people[name].null_count / len(people) for name in ("birth_date", "postcode")}
    assert share == pytest.approx({"birth_date": 0.05, "postcode": 0.05}, abs=0.005)
    initials = pc.match_substring_regex(people["first_name"], r"^.\.$")
    assert pc.mean(initials.cast(pa.int8())).as_py() == pytest.approx(0.08, abs=0.01)
    assert pc.all(pc.match_substring_regex(pc.drop_null(people["birth_date"]), r"^\d{4}-\d\d-\d\d$")).as_py()


def test_a_few_names_are_borne_by_many_and_households_share_theirs():
    people = make_people(50_000, seed=1, errors=CLEAN)
    counts = run("select count(*) as n from t group by last_name order by n desc", {"t": people})["n"].to_pylist()
    assert counts[0] > 100 * counts[len(counts) // 2]
    (row,) = run(
        "select count(*) filter (names < people) as share, count(*) as homes from ("
        "select count(distinct last_name) as names, count(distinct true_id) as people from t "
        "group by street, house_number, postcode having people > 1)",
        {"t": people},
    ).to_pylist()
    assert row["share"] / row["homes"] > 0.6


def test_no_name_is_read_as_anything_but_text():
    assert {pc.count_distinct(pool).as_py() == len(pool) for pool in name_pools().values()} == {True}
    assert {pool.type for pool in name_pools().values()} == {pa.string()}
