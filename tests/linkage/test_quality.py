"""Scores of a linkage: counted by hand, by law and by writing every pair out."""

from itertools import combinations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidegate.errors import ContractError
from tidegate.linkage.quality import (
    Agreement,
    away_from_crowds,
    flag_agreement,
    judge_records,
    judge_rows,
    link_rows,
    link_score,
    partition_scores,
    score_partition,
)


def judged(rows):
    names = ("register", "schema", "entity", "true_id")
    types = [pa.string()] * 4
    return pa.table([pa.array([r[i] for r in rows], t) for i, t in enumerate(types)], names=names)


a_record = st.tuples(
    st.sampled_from("abc"), st.sampled_from(["Person", "Company"]), st.sampled_from("123456"), st.sampled_from("uvwxyz")
)
records = st.lists(a_record, max_size=40)
# Each example asks the engine a dozen questions; how long that takes is no law.
laws = settings(deadline=None, max_examples=25)


def twin(rows, left="", right=""):
    """The same scores with every pair written out and every record asked for itself."""
    rows = [r for r in rows if not left or r[0] in (left, right)]
    pairs = [(p, q) for p, q in combinations(rows, 2) if left == right or p[0] != q[0]]
    right_pairs = sum(p[2] == q[2] and p[3] == q[3] for p, q in pairs)
    agreement = Agreement(right_pairs, sum(p[2] == q[2] for p, q in pairs), sum(p[3] == q[3] for p, q in pairs))
    shares = {2: [], 3: []}
    for row in rows:
        both = sum(o[2] == row[2] and o[3] == row[3] for o in rows)
        for side, of_side in shares.items():
            of_side.append(both / sum(o[side] == row[side] for o in rows))
    return agreement, *(sum(s) / len(s) if s else 1.0 for s in shares.values())


# Partitions


def test_three_records_of_which_two_belong_together():
    score = score_partition(judged([("a", "P", "1", "x"), ("a", "P", "1", "x"), ("b", "P", "1", "y")]))
    assert score.pairs == Agreement(right=1, found=3, true=1)
    assert (score.pairs.precision, score.pairs.recall, score.pairs.f1) == (1 / 3, 1.0, 0.5)
    # Two records find two of three right, one finds one of three.
    assert score.b_cubed.precision == pytest.approx((2 / 3 + 2 / 3 + 1 / 3) / 3)
    assert score.b_cubed.recall == 1.0


def test_of_two_registers_only_pairs_across_count():
    rows = [("a", "P", "1", "x"), ("a", "P", "1", "x"), ("b", "P", "1", "x"), ("b", "P", "2", "x")]
    assert score_partition(judged(rows), registers=("a", "b")).pairs == Agreement(right=2, found=2, true=4)
    assert score_partition(judged(rows), registers=("a", "a")).pairs == Agreement(right=1, found=1, true=1)


@laws
@given(records)
def test_agrees_with_writing_every_pair_out(rows):
    for score in partition_scores(judged(rows)):
        kept = [r for r in rows if not score.schema or r[1] == score.schema]
        pairs, precision, recall = twin(kept, score.register_l, score.register_r)
        assert score.pairs == pairs
        assert score.b_cubed.precision == pytest.approx(precision)
        assert score.b_cubed.recall == pytest.approx(recall)


@laws
@given(records, st.randoms(use_true_random=False))
def test_order_of_rows_and_names_of_entities_do_not_matter(rows, random):
    other = [(r, s, f"entity {e}", t) for r, s, e, t in rows]
    random.shuffle(other)
    assert partition_scores(judged(rows)) == partition_scores(judged(other))


@laws
@given(records)
def test_found_and_true_swapped_swap_precision_and_recall(rows):
    there, back = score_partition(judged(rows)), score_partition(judged([(r, s, t, e) for r, s, e, t in rows]))
    assert (there.pairs.found, there.pairs.true) == (back.pairs.true, back.pairs.found)
    assert (there.b_cubed.precision, there.b_cubed.recall) == (back.b_cubed.recall, back.b_cubed.precision)


@laws
@given(records)
def test_the_truth_scores_one(rows):
    perfect = score_partition(judged([(r, s, t, t) for r, s, _, t in rows]))
    assert (perfect.pairs.f1, perfect.b_cubed.f1) == (1.0, 1.0)


@laws
@given(records)
def test_the_whole_is_the_sum_of_the_pairs_of_registers(rows):
    whole, *parts = (s for s in partition_scores(judged(rows)) if not s.schema)
    assert whole.pairs.right == sum(p.pairs.right for p in parts)
    assert whole.pairs.found == sum(p.pairs.found for p in parts)
    assert whole.pairs.true == sum(p.pairs.true for p in parts)


def test_one_entity_of_a_million_records_is_counted_at_once():
    n = 1_000_000
    column = {"register": pa.repeat("a", n), "schema": pa.repeat("P", n)}
    score = score_partition(pa.table({**column, "entity": pa.repeat("1", n), "true_id": pa.repeat("x", n)}))
    assert score.pairs.right == n * (n - 1) // 2


def test_no_record_is_no_fault():
    score = score_partition(judged([]))
    assert (score.records, score.pairs.f1, score.b_cubed.f1) == (0, 1.0, 1.0)


def test_a_table_without_truth_is_refused_in_words():
    with pytest.raises(ContractError, match="true_id should be string, is missing"):
        score_partition(judged([]).drop_columns(["true_id"]))


# Truth beside what was found


ENTITIES = pa.table({
    "register": ["a", "a", "b", "b"],
    "row_number": [1, 2, 1, 1],
    "schema": ["Person", "Person", "Person", "Company"],
    "entity": ["1", "1", "1", "9"],
})  # fmt: skip


def test_rows_are_judged_by_register_row_and_schema():
    truth = pa.table({"register": ["a", "b"], "row_number": [1, 1], "true_id": ["x", "x"]})
    found = judge_rows(ENTITIES, truth, schema="Person")
    assert {(r["register"], r["row_number"], r["entity"]) for r in found.to_pylist()} == {("a", 1, "1"), ("b", 1, "1")}


def test_a_row_the_linkage_left_out_is_alone():
    truth = pa.table({"register": ["a", "a", "a"], "row_number": [1, 7, 8], "true_id": ["x", "x", "x"]})
    found = judge_rows(ENTITIES, truth, schema="Person")
    assert score_partition(found).pairs == Agreement(right=0, found=0, true=3)


def test_records_are_judged_by_their_id():
    entities = pa.table({"record_id": ["r1", "r1", "r2"], "entity": ["1", "1", "2"]})
    same = {"register": ["a"] * 3, "schema": ["Person"] * 3}
    truth = pa.table({"record_id": ["r1", "r2", "r3"], **same, "true_id": ["x", "x", "y"]})
    found = judge_records(entities, truth)
    assert len(found) == 3
    assert score_partition(found).pairs == Agreement(right=0, found=0, true=1)


def test_a_place_of_25_names_is_left_out_and_one_of_24_is_not():
    rows = range(1, 50)
    truth = pa.table({"register": ["a"] * 49, "row_number": rows, "true_id": ["x"] * 49})
    found = judge_rows(ENTITIES, truth, schema="Person")
    places = ["hall"] * 25 + ["street"] * 24
    names = [f"Shop {n}" for n in rows]
    named = pa.table({"register": ["a"] * 49, "row_number": rows, "place": places, "name": names})
    assert sorted(away_from_crowds(found, named)["row_number"].to_pylist()) == list(range(26, 50))
    assert len(away_from_crowds(found, named, names=26)) == 49


def test_a_name_spelt_in_two_ways_is_one_at_a_place():
    truth = pa.table({"register": ["a"] * 2, "row_number": [1, 2], "true_id": ["x"] * 2})
    found = judge_rows(ENTITIES, truth, schema="Person")
    named = pa.table({"register": ["a"] * 2, "row_number": [1, 2], "place": ["p"] * 2, "name": ["Joe's", "JOES"]})
    assert len(away_from_crowds(found, named, names=2)) == 2


# Links


def truth_table(rows):
    names = ("register", "row_number", "establishment", "registered", "hard_orphan")
    types = (pa.string(), pa.int64(), pa.string(), pa.bool_(), pa.bool_())
    return pa.table([pa.array([r[i] for r in rows], t) for i, t in enumerate(types)], names=names)


def entity_table(rows):
    types = {"register": pa.string(), "row_number": pa.int64(), "entity": pa.string()}
    table = pa.table({name: pa.array([r[i] for r in rows], t) for i, (name, t) in enumerate(types.items())})
    return table.append_column("schema", pa.repeat("Establishment", len(rows)).cast(pa.string()))


def links_of(truth, entities):
    return link_rows(entity_table(entities), truth_table(truth), schema="Establishment", reference="licences")


CITY = [
    ("licences", 1, "E1", True, False),
    ("licences", 2, "E1", True, False),
    ("licences", 3, "E2", True, False),
    ("visits", 1, "E1", True, False),  # linked rightly
    ("visits", 2, "E2", True, False),  # linked wrongly, to E1
    ("visits", 3, "E2", True, False),  # linked to nothing
    ("visits", 4, "E8", False, False),  # an orphan that is not hard, linked
    ("visits", 5, "E9", False, True),  # a hard orphan, linked
    ("visits", 6, "E9", False, True),  # a hard orphan, rightly not
]
FOUND = [
    ("licences", 1, "one"), ("licences", 2, "one"), ("licences", 3, "one"),
    ("visits", 1, "one"), ("visits", 2, "one"), ("visits", 3, "two"), ("visits", 4, "one"), ("visits", 5, "one"),
]  # fmt: skip


def test_link_f1_of_six_visits():
    score = link_score(links_of(CITY, FOUND))
    assert (score.right, score.links, score.links_soft, score.registered) == (1, 4, 1, 3)
    assert (score.hard_orphans, score.hard_orphans_linked) == (2, 1)
    assert (score.precision_all, score.precision_hard, score.recall) == (1 / 4, 1 / 3, 1 / 3)
    assert score.f_all == pytest.approx(2 / 7)
    assert score.f_hard == pytest.approx(1 / 3)
    assert score.hard_orphans_linked_share == 0.5
    assert score.document()["f_all"] == score.f_all


def test_of_two_establishments_with_as_many_licences_the_smaller_id_is_the_link():
    found = [("licences", 1, "one"), ("licences", 3, "one"), ("visits", 1, "one")]
    links = links_of(CITY, found).to_pylist()
    assert {r["row_number"]: r["link"] for r in links}[1] == "E1"


registers = st.sampled_from(["licences", "visits", "inspections"])
city = st.lists(
    st.tuples(registers, st.sampled_from("123"), st.sampled_from("vwxyz"), st.booleans()),
    max_size=30,
)


@laws
@given(city)
def test_links_agree_with_asking_each_record(rows):
    registered = {e for reg, _, e, _ in rows if reg == "licences"}
    truth = [(reg, n, e, e in registered, hard and e not in registered) for n, (reg, _, e, hard) in enumerate(rows)]
    found = [(reg, n, entity) for n, (reg, entity, _, _) in enumerate(rows)]
    expected = {}
    for reg, n, entity in found:
        held = [t[2] for t, f in zip(truth, found, strict=True) if f[2] == entity and t[0] == "licences"]
        if reg != "licences":
            expected[n] = min(held, key=lambda e: (-held.count(e), e)) if held else None
    links = links_of(truth, found)
    assert {r["row_number"]: r["link"] for r in links.to_pylist()} == expected
    score = link_score(links)
    assert score.right == sum(expected[n] == e for _, n, e, known, _ in truth if n in expected and known)
    assert score.links - score.links_soft == sum(
        expected[n] is not None for _, n, _, known, hard in truth if n in expected and (known or hard)
    )


# Flags


def test_a_flag_moves_with_a_wrong_link():
    links = links_of(CITY, FOUND)
    failed = pa.table({"register": ["visits"] * 4, "row_number": pa.array([1, 2, 3, 6], pa.int64())})
    # By link E1 has visits 1 and 2; truly E2 has 2 and 3, and E9 is in no register.
    assert flag_agreement(links, failed, at_least=2) == Agreement(right=0, found=1, true=1)
    assert flag_agreement(links, failed, at_least=1) == Agreement(right=1, found=1, true=2)


def test_nothing_found_is_nothing_wrong():
    assert (Agreement(0, 0, 3).precision, Agreement(0, 0, 3).recall, Agreement(0, 0, 3).f1) == (1.0, 0.0, 0.0)
    assert Agreement(0, 2, 3).f1 == 0.0
