"""What leaves is written down first, has a manifest with an end date beside it, and shows no person in a network."""

import csv
import hashlib
import json
from dataclasses import replace
from datetime import date, datetime

import pyarrow.parquet as pq
import pyogrio
import pytest
from followthemoney import model as ftm

from tests.small_city import HOME, LOOK, REMARK, TODAY, said
from tidegate.errors import ExportError, LawfulPartError, LookError
from tidegate.pipeline import open_workspace
from tidegate.pipeline.ledger import altered_entry
from tidegate.pipeline.picturing import pinned
from tidegate.pipeline.picturing.leaving import FORMS, ExportWish, export_picture

LAST_NAMES = ("jansen", "de vries", "visser", "meijer", "mulder", "peters")


@pytest.fixture(scope="module")
def exported(built_city, tmp_path_factory):
    """All forms of one picture, with the folder they lie in and what the ledger had before."""
    folder, report = built_city
    out = tmp_path_factory.mktemp("out")
    written = {}
    ledger = folder / "ledger.jsonl"
    before = len(ledger.read_text(encoding="utf-8").splitlines()) if ledger.is_file() else 0
    with pinned(report.folder.parent, today=TODAY) as picture:
        for form, ending in FORMS.items():
            path = out / form / f"picture{ending}"
            written[form] = (path, export_picture(open_workspace(folder), picture, ExportWish(form, path, LOOK)))
    return folder, before, written


def manifest_of(path):
    return json.loads(path.with_name(f"{path.name}.manifest.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("form", FORMS)
def test_each_form_is_written_with_its_hash_and_end_beside_it(exported, form):
    path, rows = exported[2][form]
    told = manifest_of(path)
    files = [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.is_file())
    assert files
    assert told["sha256"] == {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in files}
    assert (told["form"], told["taken_by"], told["reason"]) == (form, "ada", "table of 3 March")
    assert told["must_be_gone_after"] == "2026-05-30"
    assert told["rows"] == rows
    assert all(n >= 0 for n in rows.values())


def test_the_ledger_has_a_line_for_each_and_is_whole(exported):
    folder, before, written = exported
    lines = [json.loads(line) for line in (folder / "ledger.jsonl").read_text(encoding="utf-8").splitlines()]
    own = lines[before : before + len(written)]
    assert len(own) == len(FORMS)
    assert {(e["who"], e["purpose"], e["reason"]) for e in own} == {("ada", "permit-integrity", "table of 3 March")}
    assert altered_entry(folder / "ledger.jsonl") == 0


def test_an_export_ends_with_its_picture_where_that_is_sooner(built_city, tmp_path):
    folder, report = built_city
    late = replace(LOOK, now=datetime.fromisoformat("2097-05-30T12:00:00+00:00"))
    with pinned(report.folder.parent, today=date(2097, 5, 30)) as picture:
        export_picture(open_workspace(folder), picture, ExportWish("ftm", tmp_path / "a.jsonl", late))
    assert manifest_of(tmp_path / "a.jsonl")["must_be_gone_after"] == "2097-06-30"


@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_no_natural_person_stands_in_a_network_that_leaves(exported, built_city, form):
    path, rows = exported[2][form]
    text = path.read_text(encoding="utf-8").lower()
    nodes = pq.read_table(built_city[1].folder / "nodes.parquet").to_pylist()
    persons = [n["entity"] for n in nodes if n["natural"]]
    assert len(persons) == 10
    assert [p for p in persons if p in text] == []
    assert [n for n in LAST_NAMES if n in text] == []
    assert rows["nodes"] == len(nodes) - len(persons)


def test_entities_are_valid_followthemoney(exported):
    path, counts = exported[2]["ftm"]
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert len(lines) == sum(counts.values())
    known = [entry for entry in lines if entry["schema"] in ftm.schemata]
    assert {e["schema"] for e in known} >= {"Company", "Person", "Directorship"}
    for entry in known:
        proxy = ftm.get_proxy(entry)
        assert proxy.id == entry["id"]
        assert {n: sorted(v) for n, v in proxy.to_dict()["properties"].items()} == {
            n: sorted(v) for n, v in entry["properties"].items()
        }


def test_the_map_is_in_the_coordinate_system_of_the_city(exported):
    path, rows = exported[2]["gpkg"]
    assert {name for name, _ in pyogrio.list_layers(path)} >= set(rows)
    assert {"premises", "flags", "cells"} <= set(rows)
    assert "28992" in pyogrio.read_info(path, layer="premises")["crs"]


def test_tables_come_back_as_they_left(exported, built_city):
    path, rows = exported[2]["parquet"]
    for name, number in rows.items():
        table = pq.read_table(path / f"{name}.parquet")
        assert (table.num_rows, table.column_names) == (
            number, pq.read_schema(built_city[1].folder / f"{name}.parquet").names,
        )  # fmt: skip
    folder, rows = exported[2]["csv"]
    with (folder / "flags.csv").open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) == rows["flags"]


def test_nothing_that_was_withheld_leaves(exported):
    for form in ("csv", "parquet", "ftm", "graphml", "gexf"):
        told = said(exported[2][form][0].parent)
        assert [m for m in (REMARK, HOME) if m.lower() in told] == []


def refused(built_city, out, error, words, *, form="ftm", look=LOOK):
    folder, report = built_city
    with pinned(report.folder.parent, today=TODAY) as picture, pytest.raises(error, match=words):
        export_picture(open_workspace(folder), picture, ExportWish(form, out, look))


def test_a_wish_that_cannot_be_met_is_refused_and_writes_nothing(built_city, tmp_path):
    ledger = built_city[0] / "ledger.jsonl"
    before = ledger.read_bytes() if ledger.is_file() else b""
    there = tmp_path / "there.jsonl"
    there.write_text("mine", encoding="utf-8")
    refused(built_city, there, ExportError, "it is there already. Name a new file or folder")
    assert there.read_text(encoding="utf-8") == "mine"
    out = tmp_path / "new.docx"
    refused(built_city, out, ExportError, "'docx' is no form in which a picture leaves. Name one of xlsx", form="docx")
    refused(built_city, out, LookError, "a purpose and a reason are needed", look=replace(LOOK, reason=" "))
    refused(built_city, out, LookError, "a purpose and a reason are needed", look=replace(LOOK, purpose=""))
    refused(built_city, out, LawfulPartError, "may not be used for 'fishing'", look=replace(LOOK, purpose="fishing"))
    assert [p.name for p in tmp_path.iterdir()] == ["there.jsonl"]
    assert (ledger.read_bytes() if ledger.is_file() else b"") == before
