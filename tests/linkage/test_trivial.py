"""Rules on the back of an envelope: what they do on a street, and what they reach on the registers of Chicago."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidegate.errors import ContractError
from tidegate.linkage.quality import judge_rows, link_rows, link_score, score_partition
from tidegate.linkage.trivial import PLACED, best_at_place, same_name_and_place, same_values, trivial_entities


def placed(rows):
    names = PLACED.schema().names
    full = [
        (reg, n, "Establishment", names_, address, owner) for n, (reg, names_, address, owner) in enumerate(rows, 1)
    ]
    return pa.table([pa.array([r[i] for r in full], t) for i, t in enumerate(PLACED.schema().types)], names=names)


STREET = [
    ("licences", ["Subway", "Sandwich Holdings, LLC"], "12 N CLARK ST 1ST", "7"),
    ("licences", ["Subway #12", "Sandwich Holdings LLC"], "12-14 N CLARK ST", "7"),
    ("licences", ["Corner Bakery"], "20 N CLARK ST", "8"),
    ("visits", ["SUBWAY INC."], "12 N CLARK ST CHICAGO, IL 60602", None),
    ("visits", ["Taqueria Sol"], "12 N Clark St, CHICAGO, IL, 60602", None),
    ("visits", ["TAQUERIA SOL"], "12 N CLARK", None),
    ("visits", ["Corner Bakery"], "22 N CLARK ST", None),
    ("visits", None, None, None),
]


def groups(table):
    found = {}
    for row in table.to_pylist():
        found.setdefault(row["entity"], set()).add(row["row_number"])
    return sorted(map(sorted, found.values()))


def test_the_same_name_at_the_same_place_and_the_unlicensed_beside_it():
    assert groups(same_name_and_place(placed(STREET), reference="licences")) == [[1, 2, 4], [3], [5, 6], [7], [8]]


def test_the_best_at_a_place_swallows_the_unlicensed():
    assert groups(best_at_place(placed(STREET), reference="licences")) == [[1, 2, 4, 5, 6], [3], [7], [8]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("4000 N O'HARE FIELD  1ST", "4000 N OHARE FIELD"),
        ("3215 W 63RD ST CHICAGO, IL 60629", "3215 W 63rd St"),
        ("2014 - 2024 E 87TH ST 1ST", "2014 E 87TH ST"),
        ("4342 1/2 N ELSTON AVE", "4342 N ELSTON"),
        ("2800-B W IRVING PARK RD", "2800 W IRVING PARK RD"),
        ("6059 N LINCOLN AVE  C, CHICAGO, IL, 60659", "6059 N LINCOLN AVE "),
    ],
)
def test_one_place_written_in_two_ways(one, other):
    rows = placed([("a", ["Shop"], one, None), ("a", ["Shop"], other, None)])
    assert groups(same_name_and_place(rows, reference="b")) == [[1, 2]]


def test_numbered_streets_are_not_one():
    rows = placed([("a", ["Shop"], "10 W 63RD ST", None), ("a", ["Shop"], "10 W 64TH ST", None)])
    assert groups(same_name_and_place(rows, reference="b")) == [[1], [2]]


@settings(deadline=None, max_examples=30)
@given(st.lists(st.sampled_from(STREET), max_size=12))
def test_every_record_is_in_one_entity_and_equal_ones_in_the_same(rows):
    for rule in (same_name_and_place, best_at_place):
        found = rule(placed(rows), reference="licences")
        assert sorted(found["row_number"].to_pylist()) == list(range(1, len(rows) + 1))
        where = {r["row_number"]: r["entity"] for r in found.to_pylist()}
        for n, row in enumerate(rows, 1):
            assert row[2] is None or all(where[m] == where[n] for m, o in enumerate(rows, 1) if o == row)


def test_same_values_of_lists_dates_and_nothing():
    table = pa.table({"name": [["Jan", "x"], ["JAN "], [], None], "postcode": ["1234 AB", "1234ab", "1", "1"]})
    first, second, *alone = same_values(table, on=["name", "postcode"]).to_pylist()
    assert first == second
    assert alone == ["alone: 3", "alone: 4"]


@settings(deadline=None, max_examples=30)
@given(st.lists(st.tuples(st.sampled_from(["a", "A", "b", None]), st.sampled_from([1, 2, None])), max_size=20))
def test_same_values_agrees_with_a_dictionary(rows):
    table = pa.table(
        {"x": pa.array([r[0] for r in rows], pa.string()), "y": pa.array([r[1] for r in rows], pa.int64())}
    )
    found = same_values(table, on=["x", "y"]).to_pylist()
    keys = [(x.upper(), y) if x and y else n for n, (x, y) in enumerate(rows)]
    for i, key in enumerate(keys):
        assert [found[i] == f for f in found] == [key == k for k in keys]


def test_a_column_that_is_not_there_is_named():
    with pytest.raises(ContractError, match="born should be there"):
        same_values(pa.table({"name": ["a"]}), on=["name", "born"])
    with pytest.raises(ValueError, match="on names no column"):
        same_values(pa.table({"name": ["a"]}), on=[])


def test_each_kind_has_rules_and_a_model_without_their_columns_has_none():
    entities = pa.table({"record_id": ["a", "b", "c"], "node": [1, 2, 3]})
    nodes = pa.table({
        "node": [3, 2, 1], "name_squashed": [["sol"], ["sol"], ["luna"]], "place_postcode": ["1000", "1000", "1000"],
    })  # fmt: skip
    ((rule, found),) = trivial_entities("organisation", entities, nodes)
    assert rule == "same name and postcode"
    a, b, c = (found["entity"].to_pylist()[found["record_id"].to_pylist().index(r)] for r in "abc")
    assert (b == c, a == b) == (True, False)
    assert list(trivial_entities("establishment", entities, nodes)) == []


# Chicago


def read_placed(folder, register, names, address, owner=None):
    table = pq.read_table(folder / f"{register}.parquet")
    rows = len(table)
    texts = zip(*(table[c].to_pylist() for c in names), strict=True)
    return pa.table(
        {
            "register": pa.repeat(register, rows).cast(pa.string()),
            "row_number": pa.array(range(1, rows + 1), pa.int64()),
            "schema": pa.repeat("Establishment", rows).cast(pa.string()),
            "names": pa.array([list(t) for t in texts], pa.list_(pa.string())),
            "address": table[address].cast(pa.string()),
            "owner": table[owner].cast(pa.string()) if owner else pa.nulls(rows, pa.string()),
        }
    )


@pytest.fixture(scope="module")
def chicago(shared):
    data = shared / "data" / "chicago"
    records = pa.concat_tables(
        [
            read_placed(data, "licences", ["DOING_BUSINESS_AS_NAME", "LEGAL_NAME"], "ADDRESS", "ACCOUNT_NUMBER"),
            read_placed(data, "inspections", ["DBA_Name", "AKA_Name"], "Address"),
            read_placed(data, "inspection_visits", ["DBA"], "Address"),
        ]
    )
    truth = pq.read_table(shared / "reference" / "chicago_establishments.parquet")
    return records, truth.set_column(0, "register", truth["register"].cast(pa.string()))


@pytest.mark.parametrize(
    ("rule", "f_all", "f_hard", "hard", "pairs"),
    [(same_name_and_place, 0.924, 0.944, 0.000, 0.944), (best_at_place, 0.924, 0.952, 0.203, 0.989)],
)
def test_what_the_rules_reach_on_chicago(chicago, rule, f_all, f_hard, hard, pairs):
    records, truth = chicago
    found = rule(records, reference="licences")
    score = link_score(link_rows(found, truth, schema="Establishment", reference="licences"))
    assert (round(score.f_all, 3), round(score.f_hard, 3)) == (f_all, f_hard)
    assert round(score.hard_orphans_linked_share, 3) == hard
    registered = truth.filter(truth["registered"]).rename_columns({"establishment": "true_id"})
    assert round(score_partition(judge_rows(found, registered, schema="Establishment")).pairs.f1, 3) == pairs
