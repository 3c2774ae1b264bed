"""The promise of the mapping room: the same entities as `ftm map`, to the letter."""

import json
import subprocess
import sys
import warnings
from collections.abc import Iterable
from pathlib import Path

import pytest
from followthemoney import model as ftm_model
from followthemoney.cli.util import load_mapping_file
from followthemoney.namespace import Namespace
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.registers.mapping.cases import CASES, write_case
from tidegate.pipeline import Engine, map_file
from tidegate.registers.mapping import listed

Entities = dict[str, tuple[str, dict[str, set[str]]]]
ENGINE = Engine(memory_gib=1, threads=1)


def aggregated(entities: Iterable[dict]) -> Entities:
    """Put fragments together by id, as `ftm aggregate` does; the schemata of these cases never differ for an id."""
    whole: Entities = {}
    for entity in entities:
        schema, properties = whole.setdefault(entity["id"], (entity["schema"], {}))
        assert schema == entity["schema"]
        for name, values in entity["properties"].items():
            properties.setdefault(name, set()).update(values)
    return whole


def theirs(path: Path) -> Entities:
    found = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        for dataset, meta in load_mapping_file(path).items():
            for query in listed(meta, "queries", "query"):
                mapped = ftm_model.map_entities(query, key_prefix=dataset, dataset=dataset)
                found += [Namespace(dataset).apply(e).to_dict() for e in mapped]
    return aggregated(found)


def ours(path: Path) -> Entities:
    out = path.with_suffix(".jsonl")
    map_file(path, out, ENGINE)
    return aggregated(json.loads(line) for line in out.read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize("name", CASES)
def test_same_entities(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TIDEGATE_CASE_FOLDER", str(tmp_path))
    path = write_case(name, tmp_path)
    expected = theirs(path)
    assert expected
    assert ours(path) == expected


def test_same_through_the_real_commands(tmp_path):
    path = write_case("references", tmp_path)
    ftm = Path(sys.executable).with_name("ftm")
    for words in (["map", path.name, "-o", "a.jsonl"], ["aggregate", "-i", "a.jsonl", "-o", "theirs.jsonl"]):
        subprocess.run([ftm, *words], cwd=tmp_path, check=True, capture_output=True)
    command = [sys.executable, "-m", "tidegate", "registers", "map", path.name, "-o", "b.jsonl"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    words = ["aggregate", "-i", "b.jsonl", "-o", "ours.jsonl"]
    subprocess.run([ftm, *words], cwd=tmp_path, check=True, capture_output=True)
    sides = [
        aggregated(json.loads(line) for line in (tmp_path / f"{side}.jsonl").read_text(encoding="utf-8").splitlines())
        for side in ("theirs", "ours")
    ]
    assert sides[0] == sides[1]


def test_every_word_of_the_syntax_is_used():
    text = "\n".join(CASES.values())
    words = ["column", "columns", "join", "split", "entity", "format", "fuzzy", "required", "literal", "literals"]
    words += ["template", "key", "keys", "key_literal", "id_column", "filters", "filters_not", "csv_url", "csv_urls"]
    words += ["database", "table", "tables", "alias", "joins", "query", "queries", "include"]
    assert [w for w in words if f"{w}:" not in text] == []


cells = st.text(st.sampled_from("aB1 -;,.'\"é\n/@+0"), max_size=8)
RICH = """
rich:
  query:
    csv_url: random.csv
    filters_not: {c: a}
    entities:
      one:
        schema: Person
        keys: [a, b]
        properties:
          name: {columns: [a, b]}
          alias: {column: c, split: ";"}
          birthDate: {column: b}
          address: {columns: [a, b, c], join: ", "}
          notes: {template: "{{a}}-{{c}}"}
          email: {column: c, required: false}
      two:
        schema: Directorship
        key_literal: two
        keys: [c]
        properties:
          director: {entity: one}
          summary: {columns: [a, c]}
"""


@given(st.lists(st.tuples(cells, cells, cells), max_size=8))
@settings(max_examples=30, deadline=None)
def test_same_entities_of_any_cells(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("random")
    lines = [",".join('"' + c.replace('"', '""') + '"' for c in row) for row in [("a", "b", "c"), *rows]]
    (folder / "random.csv").write_text("\n".join(lines) + "\n", encoding="utf-8", newline="")
    path = folder / "rich.yml"
    path.write_text(RICH.replace("random.csv", str(folder / "random.csv")), encoding="utf-8")
    expected = theirs(path)
    assert ours(path) == expected


def test_a_database_over_the_network_is_refused(tmp_path):
    path = tmp_path / "m.yml"
    path.write_text(
        "d:\n  query:\n    database: postgresql://user:secret@host/db\n    table: t\n    entities:\n"
        "      p: {schema: Person, key: a, properties: {name: {column: a}}}\n",
        encoding="utf-8",
    )
    with pytest.raises(Exception, match=r"is not a SQLite file. Export its tables") as caught:
        map_file(path, tmp_path / "o.jsonl", ENGINE)
    assert "secret" not in str(caught.value)
    assert [p.name for p in tmp_path.iterdir()] == ["m.yml"]
