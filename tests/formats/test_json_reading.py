"""JSON, whether in lines, as a list or within an object, becomes one row for each thing."""

import json

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.formats.conftest import Desk, staged
from tidegate.errors import DeliveryError
from tidegate.formats import Limits
from tidegate.formats.flat_rows import flatten
from tidegate.formats.json_reading import stage_json

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab", max_size=2), inner, max_size=3),
    max_leaves=8,
)

THINGS = [{"id": "a", "place": {"lat": 1.5, "lon": 2.0}, "tags": ["x", "y"]}, {"id": "b", "open": True, "n": None}]
ROWS = [
    {"row_number": 1, "id": "a", "place.lat": "1.5", "place.lon": "2", "tags": '["x","y"]', "open": None, "n": None},
    {"row_number": 2, "id": "b", "place.lat": None, "place.lon": None, "tags": None, "open": "true", "n": None},
]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.jsonl", "\n".join(json.dumps(t) for t in THINGS)),
        ("a.jsonl", "\ufeff" + "\r\n\r\n".join(json.dumps(t) for t in THINGS)),
        ("a.json", json.dumps(THINGS)),
        ("a.json", json.dumps(THINGS, indent=2)),
        ("a.json", json.dumps({"count": 2, "results": THINGS}, indent=1)),
        ("a.json", json.dumps({"count": 2, "results": THINGS})),
    ],
)
def test_every_layout_gives_the_same_rows(desk: Desk, name, text):
    rows = staged(stage_json, desk.file(name, text), desk.scratch)
    assert rows == ROWS
    assert list(rows[0]) == ["row_number", "id", "place.lat", "place.lon", "tags", "open", "n"]


@given(thing=st.dictionaries(st.text("abc", min_size=1, max_size=3), values, max_size=4))
def test_flat_is_text_or_nothing(thing):
    flat = flatten(thing)
    assert all(value is None or isinstance(value, str) for value in flat.values())
    for key, value in thing.items():
        if isinstance(value, str):
            assert flat[key] == value
        if isinstance(value, list):
            assert json.loads(flat[key]) == value


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(things=st.lists(st.dictionaries(st.sampled_from("abcd"), values, min_size=1), min_size=1, max_size=5))
def test_lines_and_list_agree(desk: Desk, things):
    # One object alone in a file, with a list of objects in it, is the envelope of that list, by design.
    assume(len(things) > 1 or not any(isinstance(v, list) and v and isinstance(v[0], dict) for v in things[0].values()))
    lines = desk.file("a.jsonl", "\n".join(json.dumps(t) for t in things))
    listed = desk.file("b.jsonl", json.dumps(things, indent=1))
    assert staged(stage_json, lines, desk.scratch) == staged(stage_json, listed, desk.scratch)


def test_digits_of_a_long_number_are_kept(desk: Desk):
    _, rows = desk.read(desk.file("a.jsonl", '{"id": 123456789012345678901234567890, "l": [99999999999999999999]}\n'))
    assert rows[0] == {"row_number": 1, "id": "123456789012345678901234567890", "l": "[99999999999999999999]"}


def test_a_line_that_is_no_json_is_refused_alone(desk: Desk):
    reading, rows = desk.read(desk.file("a.jsonl", '{"id": 1}\n{"id": NaN}\n[1]\n{"id": 2}\n'))
    assert [(row["row_number"], row["id"]) for row in rows] == [(1, "1"), (4, "2")]
    assert reading.refused["rule"].to_pylist() == ["not-json", "no-object"]
    assert reading.refused["row_number"].to_pylist() == [2, 3]
    assert reading.rows_in == 4


def test_the_list_to_read_can_be_named(desk: Desk):
    path = desk.file("a.json", json.dumps({"x": [{"id": 1}], "y": [{"id": 2}, {"id": 3}]}, indent=1))
    assert len(desk.read(path)[1]) == 2
    assert len(staged(stage_json, path, desk.scratch, element="x")) == 1
    with pytest.raises(DeliveryError, match="no list of objects 'z'; there is x, y"):
        staged(stage_json, path, desk.scratch, element="z")


def test_entities_need_id_and_schema(desk: Desk):
    text = '{"id":"a","schema":"Company","properties":{"name":["A","B"]}}\n{"id":"b","properties":{}}\n'
    reading, rows = desk.read(desk.file("a.ftm", text))
    assert rows == [{"row_number": 1, "id": "a", "schema": "Company", "properties.name": '["A","B"]'}]
    assert (reading.format, reading.refused["rule"].to_pylist()) == ("ftm", ["no-entity"])


def test_keys_without_end_are_refused(desk: Desk):
    text = "\n".join(f'{{"key {n}": 1}}' for n in range(50))
    with pytest.raises(DeliveryError, match="more than 40 columns by row 41"):
        desk.read(desk.file("a.jsonl", text), Limits(columns=40))
