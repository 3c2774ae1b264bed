"""Statements held against BODS 0.4: every invalid one is found at its place, no valid one is blamed."""

import csv
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.formats.conftest import Desk, shared_data
from tidegate.formats.bods import check_statements

FOLDER = shared_data() / "bods"
SOUND = {
    "statementId": "x" * 32,
    "statementDate": "2019-09-11",
    "declarationSubject": "a",
    "recordId": "a",
    "recordType": "entity",
    "recordDetails": {"isComponent": False, "entityType": {"type": "state"}},
}
values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*SOUND, "annotations"]), inner),
    max_leaves=12,
)


def faults(statement, **changes):
    return [(f.path, f.rule) for f in check_statements([statement | changes])]


def test_a_sound_statement_has_no_fault():
    assert faults(SOUND) == []


def test_each_fault_names_its_place():
    assert faults(SOUND, statementDate="11-09-2019") == [("statementDate", "form")]
    assert faults(SOUND, recordType="company") == [("recordType", "code")]
    wrong = {"isComponent": "no", "entityType": {"type": "state", "subtype": "stateAgency"}}
    assert faults(SOUND, recordDetails=wrong) == [
        ("recordDetails.isComponent", "kind"),
        ("recordDetails.entityType.subtype", "conflict"),
    ]


@given(values)
def test_whatever_is_given_is_judged(value):
    check_statements(value)
    check_statements([value, SOUND | {"recordDetails": value, "annotations": value}])


def test_the_expected_faults_are_found(shared):
    expected = shared("bods/invalid-statements/expected_errors.csv")
    missed = []
    for name, kind, path, part in csv.reader(expected.read_text().splitlines()):
        statements = json.loads((expected.parent / name).read_text())
        found = check_statements(statements)
        place = path.removeprefix("$").removeprefix("[0]").removeprefix(".")
        if kind in {"required", "anyOf"} and not place.endswith(part.strip()):
            place = f"{place}.{part}".removeprefix(".")
        if not any(f.path.startswith(place.removesuffix(".name").removesuffix(".scheme")) for f in found):
            missed.append((name, place, found))
    assert missed == []


@pytest.mark.parametrize("kind", ["valid-statements", "examples"])
def test_valid_statements_are_not_blamed(shared, kind):
    blamed = {}
    for path in sorted(shared(f"bods/{kind}").glob("*.json")):
        if found := check_statements(json.loads(path.read_text())):
            blamed[path.name] = found
    assert blamed == {}


def test_statements_are_read_one_a_row_with_their_faults(desk: Desk):
    wrong = SOUND | {"statementDate": "soon"}
    reading, rows = desk.read(desk.file("a.json", json.dumps([SOUND, wrong])))
    assert (reading.format, reading.rows_in) == ("bods", 2)
    assert rows[1]["statementDate"] == "soon"
    assert rows[1]["recordDetails.entityType.type"] == "state"
    assert any("Statement 2, statementDate" in note for note in reading.notes)
