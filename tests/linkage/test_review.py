"""The queue of uncertain pairs, the sheet of a judge, and how far judges agree."""

import math
from itertools import groupby

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.linkage.test_judgements import said
from tests.linkage.test_judgements import table as judgements
from tidegate.linkage.contracts import ENTITIES, LINKS
from tidegate.linkage.review import agreement, make_sheet, queue

VERDICTS = ("same", "different", "unsure")


def entities(*sets, of=None):
    """Make entities of sets of nodes; node n holds `of[n]` records, else one: r<n>, r<n>b, ..."""
    many = of or {}
    rows = [
        {"record_id": f"r{n}{'b' * k}", "register": "a", "schema": "Person", "node": n, "entity": f"e{min(s)}"}
        for s in sets
        for n in s
        for k in range(many.get(n, 1))
    ]
    return pa.Table.from_pylist(rows, schema=ENTITIES.schema())


def links(*rows):
    return pa.Table.from_pylist(
        [{"node_l": a, "node_r": b, "weight": w, "block": (block or [None])[0]} for a, b, w, *block in rows],
        schema=LINKS.schema(),
    )


def asked(table):
    return list(zip(table["node_l"].to_pylist(), table["node_r"].to_pylist(), strict=True))


SINGLE = entities(*[{n} for n in range(1, 9)])


def test_the_pair_nearest_to_the_threshold_comes_first():
    found = queue(links((1, 2, 9.0), (3, 4, 4.1), (5, 6, 2.0)), SINGLE, join=4.0, judge="ada")
    assert asked(found) == [(3, 4), (5, 6), (1, 2)]
    assert found["information"][0].as_py() == pytest.approx(1.0, abs=0.01)


def test_what_would_move_many_records_comes_before_what_moves_few():
    sets = entities({1}, {2}, {3, 4, 5}, {6, 7, 8})
    found = queue(links((1, 2, 4.0), (3, 6, 4.0)), sets, join=4.0, judge="ada")
    assert asked(found) == [(3, 6), (1, 2)]
    assert found["moves"].to_pylist() == [3, 1]


def test_within_an_entity_at_least_the_smaller_node_would_move():
    found = queue(links((1, 2, 4.0)), entities({1, 2}, of={1: 5, 2: 3}), join=4.0, judge="ada")
    assert found["moves"].to_pylist() == [3]


def test_far_from_the_threshold_nothing_is_asked():
    assert queue(links((1, 2, 13.0), (3, 4, -5.0)), SINGLE, join=4.0, judge="ada").num_rows == 0


def test_what_this_judge_judged_is_not_asked_again_whichever_record_stood_for_it():
    sets = entities({1}, {2}, {3}, {4}, of={1: 2, 2: 2})
    rows = [said("r2b", "r1b", "unsure"), said("r3", "r4", "same", "bob")]
    found = queue(links((1, 2, 4.0), (3, 4, 4.0)), sets, join=4.0, judge="ada", judgements=judgements(*rows))
    assert asked(found) == [(3, 4)]


def test_look_alikes_take_turns():
    many = [(n, n + 1, 4.0 + n / 1000, "phone") for n in range(1, 80, 2)]
    others = [(n, n + 1, 7.0 + n / 1000, "name") for n in range(101, 140, 2)]
    sets = entities(*[{n} for n in range(1, 141)])
    blocks = queue(links(*many, *others), sets, join=4.0, judge="ada")["block"].to_pylist()
    runs = [len(list(g)) for _, g in groupby(blocks)]
    assert max(runs) <= 6
    assert blocks[:3] == ["phone"] * 3


def test_the_same_outcomes_are_look_alikes_too():
    rows = [(n, n + 1, 4.0 + n / 1000, "b") for n in range(1, 17, 2)]
    level = pa.array([0] * 6 + [1] * 2, pa.int8())
    table = links(*rows).append_column("level_name", level)
    found = asked(queue(table, entities(*[{n} for n in range(1, 18)]), join=4.0, judge="ada"))
    assert {(13, 14), (15, 16)} <= set(found[:5])


def test_one_entity_does_not_fill_the_queue():
    star = [(1, n, 4.0) for n in range(2, 6)]
    found = asked(queue(links(*star, (6, 7, 5.5)), SINGLE, join=4.0, judge="ada"))
    assert found[0] == (1, 2)
    assert found.index((6, 7)) <= 1


pairs = st.lists(st.tuples(st.integers(1, 8), st.integers(1, 8), st.floats(-8, 12)), max_size=15)


@given(pairs, st.randoms())
@settings(deadline=None, max_examples=30)
def test_order_of_rows_does_not_matter_and_no_pair_comes_twice(rows, random):
    rows = list({(a, b): (a, b, w) for a, b, w in rows if a < b}.values())
    shuffled = random.sample(rows, len(rows))
    found = queue(links(*rows), SINGLE, join=2.0, judge="ada", limit=100)
    assert found.equals(queue(links(*shuffled), SINGLE, join=2.0, judge="ada", limit=100))
    assert sorted(asked(found)) == sorted((a, b) for a, b, w in rows if abs(w - 2) <= 8)


@given(st.floats(-8, 8))
@settings(deadline=None, max_examples=20)
def test_uncertainty_is_the_entropy_of_the_decision(bits):
    p = 1 / (1 + 2.0**-bits)
    entropy = -p * math.log2(p) - (1 - p) * math.log2(1 - p)
    table = queue(links((1, 2, bits)), SINGLE, join=0.0, judge="ada")
    assert table["information"][0].as_py() == pytest.approx(entropy)


# The sheet


def test_a_sheet_shows_the_pairs_and_nothing_else():
    found = queue(links((1, 2, 4.0), (3, 4, 3.0), (5, 6, 5.0)), SINGLE, join=4.0, judge="ada")
    ada, bob = (make_sheet(found, judge=judge, seed=7) for judge in ("ada", "bob"))
    assert ada.column_names == ["number", "record_l", "record_r"]
    both = [{frozenset((r["record_l"], r["record_r"])) for r in sheet.to_pylist()} for sheet in (ada, bob)]
    assert both[0] == both[1] == {frozenset(p) for p in (("r1", "r2"), ("r3", "r4"), ("r5", "r6"))}


def test_sheets_of_two_judges_differ_in_order_and_sides():
    many = pa.table({"record_l": [f"a{n}" for n in range(40)], "record_r": [f"b{n}" for n in range(40)]})
    ada, bob = (make_sheet(many, judge=judge, seed=7) for judge in ("ada", "bob"))
    assert ada["record_l"].to_pylist() != bob["record_l"].to_pylist()
    assert 8 < sum(r.startswith("a") for r in ada["record_l"].to_pylist()) < 32
    assert make_sheet(many.slice(20), judge="ada", seed=7).num_rows == 20
    turned = pa.table({"record_l": many["record_r"], "record_r": many["record_l"]})
    assert make_sheet(turned, judge="ada", seed=7).equals(ada)


# Agreement


def two(*verdicts):
    """Let ada and bob judge pairs, one after the other."""
    rows = [
        said(f"a{n}", f"b{n}", verdict, judge)
        for n, both in enumerate(verdicts)
        for verdict, judge in zip(both, ("ada", "bob"), strict=True)
    ]
    return judgements(*rows)


def test_kappa_of_cohen_by_hand():
    same, different = "same", "different"
    cases = [(same, same)] * 20 + [(same, different)] * 5 + [(different, same)] * 10 + [(different, different)] * 15
    found = agreement(two(*cases), ("ada", "bob"), kind="person")
    assert (found.pairs, found.observed) == (50, 0.7)
    assert found.kappa == pytest.approx(0.4)
    assert found.low < 0.4 < found.high
    assert len(found.disagreed) == 15
    assert found.table["same", "different"] == 5


def test_without_pairs_or_without_variety_there_is_no_kappa():
    none = agreement(judgements(), ("ada", "bob"), kind="person")
    assert (none.pairs, none.observed, none.kappa) == (0, None, None)
    alike = agreement(two(("same", "same"), ("same", "same")), ("ada", "bob"), kind="person")
    assert (alike.observed, alike.kappa) == (1.0, None)


cells = st.lists(st.integers(0, 12), min_size=9, max_size=9).filter(lambda c: sum(c) > 3)


@given(cells)
@settings(deadline=None)
def test_the_interval_agrees_with_the_delta_method(counts):
    """The variance of any smooth function of shares is its gradient times their covariance, taken numerically."""
    p = np.array(counts, float).reshape(3, 3) / sum(counts)

    def kappa(q):
        q = q.reshape(3, 3)
        chance = q.sum(1) @ q.sum(0)
        return (np.trace(q) - chance) / (1 - chance)

    cases = [(a, b) for n, (a, b) in enumerate((a, b) for a in VERDICTS for b in VERDICTS) for _ in range(counts[n])]
    found = agreement(two(*cases), ("ada", "bob"), kind="person")
    if found.kappa is None:
        return
    step, flat = 1e-6, p.ravel()
    gradient = np.array([(kappa(flat + step * e) - kappa(flat - step * e)) / (2 * step) for e in np.eye(9)])
    variance = gradient @ (np.diag(flat) - np.outer(flat, flat)) @ gradient / sum(counts)
    reach = 1.959964 * math.sqrt(max(0.0, variance))
    assert found.kappa == pytest.approx(kappa(flat))
    assert found.low == pytest.approx(max(-1.0, kappa(flat) - reach), abs=1e-3)
    assert found.high == pytest.approx(min(1.0, kappa(flat) + reach), abs=1e-3)


@given(cells)
@settings(deadline=None, max_examples=30)
def test_kappa_does_not_mind_who_is_named_first(counts):
    cases = [(a, b) for n, (a, b) in enumerate((a, b) for a in VERDICTS for b in VERDICTS) for _ in range(counts[n])]
    one, other = (agreement(two(*cases), judges, kind="person") for judges in (("ada", "bob"), ("bob", "ada")))
    assert (one.kappa is None and other.kappa is None) or one.kappa == pytest.approx(other.kappa)
