"""A description is read, or refused with every fault; whatever stands in the file, nothing else happens."""

import tempfile
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.registers.test_lawful import GOOD as LAWFUL
from tidegate.errors import DescriptionError, LawfulPartError, MappingError, TidegateError
from tidegate.registers import Register, load_register, mapping_queries
from tidegate.registers.mapping import QueryMapping, parse_query
from tidegate.vocabulary import model

FILE = {
    "path": "licences/*.csv", "delivery": {"date": {"pattern": r"(\d{4})"}}, "key": "id",
    "columns": {"Nr": "id"}, "numbers": {"decimal": ","}, "dates": ["%d-%m-%Y"], "read": {"encoding": "utf-8"},
}  # fmt: skip
QUERY = {
    "entities": {"c": {"schema": "Company", "key": "id", "properties": {"name": {"column": "name"}}}},
    "valid": {"c": {"from": "start"}},
}
GOOD = {"register": "licences", "title": "Licences", "files": [FILE], "queries": [QUERY], "lawful": LAWFUL}


def load(folder, data):
    path = Path(folder) / "licences.yml"
    path.write_text(data if isinstance(data, str) else yaml.safe_dump(data), encoding="utf-8")
    return load_register(path, model())


def test_a_good_file_loads(tmp_path):
    register = load(tmp_path, GOOD)
    assert (register.id, register.title, register.lawful_faults) == ("licences", {"en": "Licences"}, ())
    assert register.columns(register.file("licences")) == ("id", "name", "start")
    assert register.require_lawful().holder == "Municipality"


def test_what_decides_the_records_decides_the_fingerprint(tmp_path):
    first = load(tmp_path, GOOD).fingerprint
    assert load(tmp_path, GOOD | {"title": "Other", "note": "x"}).fingerprint == first
    assert load(tmp_path, GOOD | {"files": [FILE | {"key": "nr"}]}).fingerprint != first


FAULTS = [
    ({"register": "Two Words"}, "register is 'Two Words'"),
    ({"colour": "red"}, "the word 'colour' is not known here"),
    ({"files": []}, "files should be a list with at least one entry"),
    ({"files": [{"name": "x"}]}, "file 1 needs a path"),
    ({"files": [FILE | {"path": "../x.csv"}]}, "must stay within the folder deliveries/"),
    ({"files": [FILE | {"paht": "x"}]}, "unknown word 'paht'"),
    ({"files": [FILE | {"read": {"colour": "red"}}]}, "unknown reading option 'colour'"),
    ({"files": [FILE | {"delivery": {"kind": "half"}}]}, "delivery.kind is 'half'"),
    ({"files": [FILE | {"delivery": {"date": {"pattern": "(", }}}]}, "is no regular expression"),
    ({"files": [FILE | {"delivery": {"date": {"pattern": "x"}}}]}, "needs a group in parentheses"),
    ({"files": [FILE | {"delivery": {"date": {"value": "soon"}}}]}, "delivery.date.value is 'soon'"),
    ({"files": [FILE | {"delivery": {"date": {"value": "2024-01-01", "column": "d"}}}]}, "should be one of pattern"),
    ({"files": [FILE | {"delivery": {"deleted": {"column": "x"}}}]}, "goes with kind: changes"),
    ({"queries": []}, "queries should be a list"),
    ({"queries": ["x"]}, "query 1 should be a mapping"),
    ({"queries": [QUERY | {"source": "other"}]}, "reads from 'other'"),
    ({"queries": [QUERY | {"valid": {"d": {"from": "x"}}}]}, "valid names 'd', which is no entity"),
    ({"queries": [{"entities": {"c": {"schema": "Compny", "key": "id"}}}]}, "unknown schema 'Compny'"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "told"), FAULTS)
def test_a_fault_is_told(tmp_path, change, told):
    with pytest.raises(DescriptionError) as caught:
        load(tmp_path, GOOD | change)
    assert told in caught.value.what
    assert caught.value.where == "licences.yml"


@pytest.mark.parametrize(
    ("text", "told"), [("a: [", "it is no YAML"), ("- a", "should be a mapping"), ("", "should be a mapping")]
)
def test_what_is_no_mapping_at_all(tmp_path, text, told):
    with pytest.raises(DescriptionError, match=told):
        load(tmp_path, text)


def test_no_lawful_part_no_rows(tmp_path):
    register = load(tmp_path, {k: v for k, v in GOOD.items() if k != "lawful"})
    with pytest.raises(LawfulPartError, match="it has no lawful part"):
        register.require_lawful()


def test_includes_in_a_circle_are_told(tmp_path):
    for one, other in (("a.yml", "b.yml"), ("b.yml", "a.yml")):
        (tmp_path / one).write_text(f"set:\n  include: {other}\n", encoding="utf-8")
    with pytest.raises(DescriptionError, match="goes in a circle"):
        mapping_queries(tmp_path / "a.yml")


# Whatever is written

WORDS = st.sampled_from(
    [
        "register", "title", "files", "lawful", "queries", "mapping", "path", "name", "read", "numbers", "dates",
        "columns", "delivery", "key", "kind", "date", "pattern", "column", "value", "deleted", "values", "entities",
        "schema", "keys", "key_literal", "id_column", "properties", "literal", "literals", "join", "split", "entity",
        "format", "fuzzy", "required", "template", "filters", "filters_not", "source", "valid", "from", "to", "include",
        "retention", "period", "Person", "Company", "Ownership", "owner", "asset", "p", "c",
    ]
)  # fmt: skip
LEAVES = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.dates(), WORDS, st.text(max_size=5))
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(WORDS, inner, max_size=4)),
    max_leaves=12,
)


ODD = [
    None,
    True,
    0,
    1.5,
    "",
    "x",
    "(",
    "p",
    "\0",
    [],
    [1],
    [None],
    [[]],
    ["x", {}],
    {},
    {"x": 1},
    {1: [2]},
    {"p": {"x": []}},
]


def damaged(whole):
    """Give a good tree many times over, with something else in one place each time."""
    yield from ODD
    for key, value in whole.items() if isinstance(whole, dict) else enumerate(whole) if isinstance(whole, list) else ():
        for other in damaged(value):
            yield {**whole, key: other} if isinstance(whole, dict) else [*whole[:key], other, *whole[key + 1 :]]
        yield {k: v for k, v in whole.items() if k != key} if isinstance(whole, dict) else [*whole, value]


def outcome(data):
    with tempfile.TemporaryDirectory() as folder:
        try:
            return load(folder, data)
        except TidegateError as fault:
            return fault


def test_a_damaged_description_is_read_or_refused():
    found = [outcome(data) for data in damaged(GOOD)]
    assert len(found) > 500
    assert {type(f) for f in found} == {Register, DescriptionError}


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.text(max_size=40), TREES.map(yaml.safe_dump)))
@example("? [a, b]\n: c")
@example("a: &a [*a]")
@example("[" * 5000)
@example("a: 2024-99-99")
@example("a: !!python/object:os.system x")
def test_any_text_is_read_or_refused(text):
    assert isinstance(outcome(text), Register | TidegateError)


TIE = {
    "entities": {
        "p": {"schema": "Person", "keys": ["id"], "properties": {"name": {"columns": ["a", "b"], "join": " "}}},
        "c": {"schema": "Company", "id_column": "nr", "properties": {"name": {"template": "{{a}} x"}}},
        "o": {"schema": "Ownership", "key": "id", "properties": {"owner": {"entity": "p"}, "asset": {"entity": "c"}}},
    },
    "filters": {"a": ["x", None]},
    "filters_not": {"b": "y"},
}


def test_a_damaged_query_is_read_or_refused():
    for data in damaged(TIE):
        found = parsed(data) if isinstance(data, dict) else None
        if isinstance(found, QueryMapping):
            assert all(isinstance(c, str) for c in found.columns())


def parsed(data):
    try:
        return parse_query(data, model(), where="x.yml")
    except MappingError as fault:
        return fault


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(WORDS, TREES, max_size=4))
def test_any_query_is_read_or_refused(data):
    assert isinstance(parsed(data), QueryMapping | MappingError)
