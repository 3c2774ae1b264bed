"""Every difference between two pictures names its cause."""

from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidegate.errors import ContractError
from tidegate.picture.changes import (
    CONCENTRATION,
    ENTITIES,
    EVENTS,
    EVIDENCE,
    FLAGS,
    MARKS,
    RULES,
    TIES,
    Side,
    changes_between,
)

ROWS = {
    "entities": (ENTITIES, [{"entity": "l1", "kind": "premises", "caption": "Quay 1", "records": 2}]),
    "flags": (FLAGS, [{"flag": "f1", "indicator": "letterbox", "version": 1, "subject": "l1", "others": ["c1"],
                       "at": date(2024, 5, 1)}]),
    "evidence": (EVIDENCE, [{"flag": "f1", "record_id": "r1"}]),
    "marks": (MARKS, [{"record_id": "r1", "content": "as it was", "known_from": date(2024, 1, 1)}]),
    "rules": (RULES, [{"indicator": "letterbox", "version": 1, "parameters": "{}"}]),
    "ties": (TIES, [{"tie": "t1", "kind": "Seat", "source": "c1", "target": "l1"}]),
    "concentration": (CONCENTRATION, [{"id": "reports|street", "caption": "Reports by street", "value": 0.6, "low": 0.5,
                                       "high": 0.7}]),
}  # fmt: skip


def side(on="2024-12-31", model="m", **other):
    tables = {
        name: pa.Table.from_pylist(other.get(name, rows), schema=contract.schema())
        for name, (contract, rows) in ROWS.items()
    }
    return Side(**tables, on=on, model=model)


def events(*rows):
    return pa.Table.from_pylist(list(rows), schema=EVENTS.schema())


def told(old, new, *happened):
    found = changes_between(old, new, events=events(*happened)).to_pylist()
    return [(c["what"], c["change"], c["id"], c["why"]) for c in found]


def test_equal_pictures_differ_in_nothing():
    assert told(side(), side()) == []


def test_a_corrected_row_takes_the_flag_back():
    gone = side(
        flags=[], evidence=[], marks=[{"record_id": "r1", "content": "corrected", "known_from": date(2024, 1, 1)}]
    )
    assert told(side(), gone) == [("flag", "gone", "f1", "correction")]


def test_a_row_that_came_brings_a_flag():
    before = side(flags=[], evidence=[], marks=[])
    assert told(before, side()) == [("flag", "new", "f1", "delivery")]


def test_a_row_that_is_no_longer_delivered_is_told_as_such():
    (change,) = changes_between(side(), side(flags=[], evidence=[], marks=[]), events=events()).to_pylist()
    assert (change["why"], change["because"]) == ("delivery", "1 rows it rested on are no longer delivered.")


def test_another_version_of_the_rule_goes_before_everything_else():
    rules = [{"indicator": "letterbox", "version": 2, "parameters": "{}"}]
    found = changes_between(side(), side(flags=[], evidence=[], marks=[], rules=rules), events=events()).to_pylist()
    assert [(c["why"], c["because"]) for c in found] == [("rule", "The rule has version 2 now, 1 before.")]


def test_a_judgement_about_who_is_who_is_named():
    parted = {"entity": "c1", "event": "split", "other": "c2", "cause": "judgement"}
    assert told(side(), side(flags=[], evidence=[]), parted) == [("flag", "gone", "f1", "judgement")]


def test_what_linkage_learnt_and_the_day_are_causes_of_their_own():
    gone = {"flags": [], "evidence": []}
    assert told(side(), side(model="other", **gone)) == [("flag", "gone", "f1", "model")]
    assert told(side(), side(on="2025-01-31", **gone)) == [("flag", "gone", "f1", "day")]


def test_entities_ties_and_concentration_are_compared_too():
    other = side(
        entities=[], ties=[], concentration=[{**ROWS["concentration"][1][0], "value": 0.9, "low": 0.8, "high": 0.95}]
    )
    merged = {"entity": "l1", "event": "merged", "other": "l9", "cause": "delivery"}
    assert told(side(), other, merged) == [
        ("entity", "gone", "l1", "delivery"),
        ("tie", "gone", "t1", "delivery"),
        ("concentration", "changed", "reports|street", "delivery"),
    ]


@settings(deadline=None)
@given(st.booleans(), st.booleans(), st.booleans())
def test_there_and_back_are_mirrors(with_flag, with_entity, with_tie):
    other = side(
        flags=ROWS["flags"][1] if with_flag else [],
        evidence=ROWS["evidence"][1] if with_flag else [],
        entities=ROWS["entities"][1] if with_entity else [],
        ties=ROWS["ties"][1] if with_tie else [],
    )
    turned = {"new": "gone", "gone": "new"}
    there = {(w, c, i) for w, c, i, _ in told(side(), other)}
    assert {(w, turned[c], i) for w, c, i, _ in told(other, side())} == there


def test_a_table_without_its_columns_is_refused():
    broken = Side(**{**{n: getattr(side(), n) for n in ROWS}, "flags": pa.table({"flag": ["f1"]})}, on="", model="")
    with pytest.raises(ContractError, match="table 'flags': indicator should be string, is missing"):
        changes_between(side(), broken, events=events())
