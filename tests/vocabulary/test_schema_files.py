"""Other FollowTheMoney tools understand what we export; every own word has its Dutch label."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import orjson
import pytest

from tidegate.errors import ExportError
from tidegate.vocabulary import export, labels, model, own_schemata

SAMPLES = {
    "address": "Kade 12A, Havenrijk",
    "country": "nl",
    "date": "2024-05",
    "email": "info@example.org",
    "entity": "e-1",
    "identifier": "HR-0042",
    "number": "12.5",
    "phone": "+31201234567",
    "topic": "corp.public",
    "url": "https://example.org/",
}


def sample(name: str, number: int) -> dict[str, object]:
    """An entity of a schema with a value in every property that can be written."""
    props = {
        p.name: ["Q7747" if p.format == "wikidata" else SAMPLES.get(p.type, "Some text")]
        for p in model().schemata[name].properties.values()
        if not p.stub
    }
    return {"id": f"sample-{number}-{name.lower()}", "schema": name, "properties": props}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("export")
    export(path)
    return path


def test_ftm_validate_accepts_entities_of_every_own_schema(folder, tmp_path):
    names = [n for n in sorted(own_schemata()) if not model().schemata[n].abstract]
    entities = [sample(name, i) for name in names for i in range(3)]
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_bytes(b"".join(orjson.dumps(e) + b"\n" for e in entities))
    ftm = Path(sys.executable).with_name("ftm")
    assert ftm.exists(), "ftm comes with followthemoney"
    done = subprocess.run(
        [str(ftm), "validate", "-i", str(source), "-o", str(target)],
        env={**os.environ, "FTM_MODEL_PATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    kept = [orjson.loads(line) for line in target.read_bytes().splitlines()]
    assert [(e["schema"], e["properties"]) for e in kept] == [(e["schema"], e["properties"]) for e in entities]


def test_the_export_holds_a_file_for_every_schema(folder):
    assert {p.stem for p in folder.iterdir()} == set(model().schemata)


def test_exporting_twice_changes_nothing(tmp_path):
    first = {p.name: p.read_bytes() for p in export(tmp_path / "new")}
    assert {p.name: p.read_bytes() for p in export(tmp_path / "new")} == first


def test_a_folder_with_other_files_is_refused(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(ExportError, match=r"holds other files \(notes.txt\).*Name an empty folder"):
        export(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["notes.txt"]


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path):
    shutil.copyfile(__file__, tmp_path / "taken")
    with pytest.raises(ExportError, match="cannot be written"):
        export(tmp_path / "taken")


def test_every_own_word_has_its_dutch_label_and_no_other_has_one():
    own = {n: s for n, s in model().schemata.items() if s.own}
    words = set(own) | {f"{n}:" for n in own}
    words |= {
        q.qname for s in own.values() for q in s.properties.values() if q.qname.split(":")[0] in own and not q.stub
    }
    assert set(labels("nl")) == words
    assert all(labels("nl").values())


def test_a_language_without_labels_has_none():
    assert labels("xx") == {}
