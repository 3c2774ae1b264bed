"""Ids that stay: counted by hand, held to their laws, and compared with a slow twin in Python."""

import hashlib
from collections import defaultdict

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidegate.errors import LinkageError
from tidegate.linkage.contracts import ENTITIES
from tidegate.linkage.identity import IDS, PARTITION, Hints, Identity, issue_ids
from tidegate.linkage.overlaps import count_overlaps


def partition(groups, order=None, shift=0):
    """Make a partition of {record: cluster}; the node of a record is made of its name."""
    rows = [
        {"record_id": r, "register": "a", "schema": "Person", "row_number": n, "node": node(r), "cluster": c + shift}
        for n, (r, c) in enumerate(sorted(groups.items()))
    ]
    rows = rows if order is None else [rows[i] for i in order if i < len(rows)]
    return pa.Table.from_pylist(rows, schema=PARTITION.schema())


def node(record):
    return int.from_bytes(hashlib.sha256(record.encode()).digest()[:4], "big")


def sets(*groups):
    """Write {record: cluster} as words: sets("ab", "c")."""
    return {r: n for n, group in enumerate(groups) for r in group}


def builds(*partitions, hints=None):
    done = None
    for n, groups in enumerate(partitions, 1):
        done = issue_ids(partition(groups), build=n, salt="s", previous=done, hints=hints)
    return done


def of(identity):
    return dict(zip(*(identity.entities[c].to_pylist() for c in ("record_id", "entity")), strict=True))


def told(identity):
    return [tuple(e.values()) for e in identity.events.to_pylist()]


laws = settings(deadline=None, max_examples=8)  # an engine is opened per build


# By hand


def test_a_new_id_is_made_of_salt_build_smallest_record_and_node():
    first = builds(sets("ba"))
    digest = hashlib.sha256(f"s\n1\na\n{min(node('a'), node('b'))}".encode()).hexdigest()
    assert of(first) == {"a": digest[:20], "b": digest[:20]}
    assert told(first) == [(digest[:20], "new", None, 0, 2, "delivery")]


def test_another_salt_gives_other_ids():
    here, there = (issue_ids(partition(sets("ab")), build=1, salt=s) for s in ("one", "two"))
    assert not set(of(here).values()) & set(of(there).values())


def test_the_larger_part_keeps_the_id():
    first = builds(sets("abcde"))
    second = builds(sets("abcde"), sets("ab", "cde"))
    old, new = of(second)["c"], of(second)["a"]
    assert old == of(first)["a"] != new
    assert sorted(told(second)) == sorted([(old, "changed", None, 5, 3, "model"), (new, "split", old, 5, 2, "model")])


def test_of_equal_parts_the_one_with_the_smallest_record_keeps_the_id():
    second = builds(sets("abcd"), sets("bc", "ad"))
    assert of(second)["a"] == of(builds(sets("abcd")))["a"] != of(second)["b"]


def test_the_oldest_id_survives_though_it_is_the_smaller():
    third = builds(sets("a"), sets("a", "bcd"), sets("abcd"))
    old, gone = of(builds(sets("a")))["a"], of(builds(sets("a"), sets("a", "bcd")))["b"]
    assert set(of(third).values()) == {old}
    assert sorted(told(third)) == sorted([(old, "changed", None, 1, 4, "model"), (gone, "merged", old, 3, 4, "model")])
    assert {r["entity"]: r["ended"] for r in third.ids.to_pylist()} == {old: None, gone: 3}


def test_of_equally_old_ids_the_one_with_more_records_survives():
    first = builds(sets("a", "bc"))
    assert of(builds(sets("a", "bc"), sets("abc")))["a"] == of(first)["b"]


def test_an_undone_merge_does_not_bring_back_the_id_that_ended():
    third = builds(sets("ab", "c"), sets("abc"), sets("ab", "c"))
    ended = of(builds(sets("ab", "c")))["c"]
    assert of(third)["c"] != ended
    assert told(third)[-1][1:3] in {("changed", None), ("split", of(third)["a"])}
    assert {e[1] for e in told(third)} == {"changed", "split"}


def test_what_left_one_and_went_to_another_is_told_to_both():
    second = builds(sets("abc", "de"), sets("ab", "cde"))
    one, other = of(second)["a"], of(second)["d"]
    assert sorted(told(second)) == sorted(
        [
            (one, "changed", None, 3, 2, "model"),
            (other, "changed", None, 2, 3, "model"),
            (other, "split", one, 3, 3, "model"),
        ]
    )


def test_records_that_went_and_came_are_the_delivery():
    second = builds(sets("ab", "c"), sets("a", "x"))
    ids = of(builds(sets("ab", "c")))
    assert sorted(told(second)) == sorted(
        [
            (ids["a"], "changed", None, 2, 1, "delivery"),
            (ids["c"], "ended", None, 1, 0, "delivery"),
            (of(second)["x"], "new", None, 0, 1, "delivery"),
        ]
    )


@pytest.mark.parametrize(
    ("hints", "cause"),
    [
        (Hints(judged=[("a", "b")]), "judgement"),
        (Hints(judged=[("b", "c")], touched=["a"]), "delivery"),
        (Hints(judged=[("b", "a")], touched=["a"]), "judgement"),
        (Hints(touched=["z"]), "delivery"),
        (Hints(touched=["z"], model_changed=True), "model"),
        (Hints(judged=[("b", "c")]), "judgement"),
        (Hints(touched=pa.chunked_array([["a"]])), "delivery"),
        (None, "model"),
    ],
)
def test_the_cause_is_that_which_touched_it(hints, cause):
    first = issue_ids(partition(sets("a", "bc")), build=1, salt="s")
    second = issue_ids(partition(sets("abc")), build=2, salt="s", previous=first, hints=hints)
    assert {e[-1] for e in told(second)} == {cause}


@pytest.mark.parametrize(("model_changed", "cause"), [(False, "delivery"), (True, "model")])
def test_a_record_that_says_something_else_is_the_delivery(model_changed, cause):
    first = issue_ids(partition(sets("ab")), build=1, salt="s")
    rows = [row | {"node": 5} if row["record_id"] == "b" else row for row in partition(sets("a", "b")).to_pylist()]
    now = pa.Table.from_pylist(rows, schema=PARTITION.schema())
    hints = Hints(model_changed=model_changed)
    assert {e[-1] for e in told(issue_ids(now, build=2, salt="s", previous=first, hints=hints))} == {cause}


def test_versions_of_a_record_in_two_entities_have_an_id_each():
    rows = partition({"a": 0, "b": 1}).to_pylist()
    rows.append(rows[0] | {"node": 1, "cluster": 1})
    table = pa.Table.from_pylist(rows, schema=PARTITION.schema())
    first = issue_ids(table, build=1, salt="s")
    assert len(set(first.entities["entity"].to_pylist())) == 2
    assert sorted(e[4] for e in told(first)) == [1, 2]
    again = issue_ids(table, build=2, salt="s", previous=first)
    assert again.entities.equals(first.entities)
    assert told(again) == []


def test_nothing_has_no_ids():
    nothing = issue_ids(PARTITION.empty(), build=1, salt="s")
    assert (nothing.entities.num_rows, nothing.ids.num_rows, nothing.events.num_rows) == (0, 0, 0)
    after = issue_ids(PARTITION.empty(), build=2, salt="s", previous=builds(sets("a")))
    assert [e[1] for e in told(after)] == ["ended"]


def test_a_build_comes_after_the_last():
    with pytest.raises(ValueError, match="build is 1: give a number above 1"):
        issue_ids(partition(sets("a")), build=1, salt="s", previous=builds(sets("a")))


def test_entities_and_ids_are_of_one_build():
    strange = Identity(builds(sets("a")).entities, IDS.empty())
    with pytest.raises(LinkageError, match=r"1 ids, such as \w+, are not in the table of ids. Give entities and ids"):
        issue_ids(partition(sets("a")), build=2, salt="s", previous=strange)


# Laws

RECORDS = "abcdefghij"
groups = st.dictionaries(st.sampled_from(RECORDS), st.integers(0, 4), max_size=10)


@laws
@given(groups, groups, st.permutations(range(10)), st.integers(-50, 50))
def test_neither_order_of_rows_nor_numbers_of_clusters_matter(before, now, order, shift):
    first = issue_ids(partition(before), build=1, salt="s")
    shuffled = issue_ids(partition(before, order, shift), build=1, salt="s")
    second = issue_ids(partition(now), build=2, salt="s", previous=first)
    again = issue_ids(partition(now, order, shift), build=2, salt="s", previous=shuffled)
    assert of(first) == of(shuffled)
    assert of(second) == of(again)
    assert told(second) == told(again)
    assert second.ids.equals(again.ids)


@laws
@given(groups)
def test_an_unchanged_partition_has_no_event(same):
    first, second = builds(same), builds(same, same)
    assert of(first) == of(second)
    assert second.events.num_rows == 0
    assert second.ids.equals(first.ids)


@laws
@given(st.lists(groups, min_size=1, max_size=4))
def test_every_cluster_has_one_id_and_no_id_comes_back(history):
    done, alive, dead = None, set(), set()
    for n, now in enumerate(history, 1):
        done = issue_ids(partition(now), build=n, salt="s", previous=done)
        ids = of(done)
        assert len({(now[r], ids[r]) for r in now}) == len(set(now.values())) == len(set(ids.values()))
        dead |= alive - set(ids.values())
        alive = set(ids.values())
        assert not alive & dead
        assert {r["entity"] for r in done.ids.to_pylist() if r["ended"] is None} == alive
        assert {r["entity"] for r in done.ids.to_pylist() if r["ended"]} == dead


@laws
@given(st.lists(groups, min_size=2, max_size=3))
def test_the_events_lead_on_from_every_record_of_before(history):
    first, second = builds(*history[:-1]), builds(*history)
    told_of = {(e[0], e[1], e[2]) for e in told(second)}
    was, became = of(first), of(second)
    for record in was.keys() & became.keys():
        old, new = was[record], became[record]
        assert old == new or (old, "merged", new) in told_of or (new, "split", old) in told_of
    assert {e[0] for e in told(second) if e[1] == "new"} <= set(became.values()) - set(was.values())
    assert {e[0] for e in told(second) if e[1] == "ended"} <= set(was.values()) - set(became.values())


@laws
@given(groups, groups, st.integers(0, 4))
def test_touched_clusters_with_their_entities_are_enough(before, now, cluster):
    first = issue_ids(partition(before), build=1, salt="s")
    whole = issue_ids(partition(now), build=2, salt="s", previous=first)
    ids, inside = of(first), {r for r in now if now[r] == cluster}
    while True:
        entities = {ids[r] for r in inside if r in ids}
        clusters = {now[r] for r in ids if ids[r] in entities and r in now} | {now[r] for r in inside if r in now}
        wider = inside | {r for r in ids if ids[r] in entities} | {r for r in now if now[r] in clusters}
        if wider == inside:
            break
        inside = wider
    kept = [n for n, r in enumerate(first.entities["record_id"].to_pylist()) if r in inside]
    some = Identity(first.entities.take(pa.array(kept, pa.int64())), first.ids)
    part = issue_ids(partition({r: now[r] for r in inside if r in now}), build=2, salt="s", previous=some)
    assert of(part) == {r: e for r, e in of(whole).items() if r in inside}
    assert set(told(part)) <= set(told(whole))


# A slow twin


def twin(history):
    """Give record -> id after a history, by loops over sets."""
    issued, current = {}, {}
    for build, now in enumerate(history, 1):
        clusters, entities = defaultdict(set), defaultdict(set)
        for record, cluster in now.items():
            clusters[cluster].add(record)
        for record, entity in current.items():
            entities[entity].add(record)
        claims = defaultdict(list)
        for entity, records in entities.items():
            parts = [(-len(records & c), min(records & c), n) for n, c in clusters.items() if records & c]
            if parts:
                _, smallest, heir = min(parts)
                claims[heir].append((issued[entity], -len(records), smallest, entity))
        current = {}
        for n, records in clusters.items():
            if claims[n]:
                entity = min(claims[n])[-1]
            else:
                text = "\n".join(["s", str(build), min(records), str(min(map(node, records)))])
                entity = hashlib.sha256(text.encode()).hexdigest()[:20]
                issued[entity] = build
            current |= dict.fromkeys(records, entity)
    return current


@laws
@given(st.lists(groups, min_size=1, max_size=4))
def test_agrees_with_a_slow_twin(history):
    assert of(builds(*history)) == twin(history)


pairs = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3)), max_size=12)


@laws
@given(pairs, pairs)
def test_overlaps_agree_with_counting_sets(before, now):
    def arrays(rows):
        return tuple(np.array([r[side] for r in rows], np.int64) for side in (0, 1))

    sides = [defaultdict(set), defaultdict(set)]
    for side, rows in zip(sides, (before, now), strict=True):
        for record, group in rows:
            side[group].add(record)
    there = [{r for r, _ in rows} for rows in (before, now)]
    expected = {(e, c): len(a & b) for e, a in sides[0].items() for c, b in sides[1].items() if a & b}
    expected |= {(e, -1): len(a - there[1]) for e, a in sides[0].items() if a - there[1]}
    expected |= {(-1, c): len(b - there[0]) for c, b in sides[1].items() if b - there[0]}
    found = count_overlaps(arrays(before), arrays(now))
    assert dict(zip(zip(found.before.tolist(), found.now.tolist(), strict=True), found.shared, strict=True)) == expected
    for e, c, b, n in zip(found.before, found.now, found.size_before, found.size_now, strict=True):
        assert (b, n) == (len(sides[0][e]) if e >= 0 else 0, len(sides[1][c]) if c >= 0 else 0)


def test_the_contract_holds():
    assert ENTITIES.check(builds(sets("ab")).entities).num_rows == 2
