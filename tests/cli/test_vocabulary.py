"""`tidegate vocabulary`, as a person and as a program call it."""

import json

import pytest

from tidegate.cli import main
from tidegate.vocabulary import data_classes, model, own_schemata


def called(capsys, *arguments):
    with pytest.raises(SystemExit) as end:
        main(["vocabulary", *arguments])
    told = capsys.readouterr()
    return end.value.code or 0, told.out, told.err


def test_the_list_holds_the_citys_own_schemata(capsys):
    code, out, err = called(capsys, "show", "--json")
    assert (code, err) == (0, "")
    assert {schema["name"] for schema in json.loads(out)} == set(own_schemata())


def test_all_schemata_on_request(capsys):
    _, out, _ = called(capsys, "show", "--all", "--json")
    assert len(json.loads(out)) == len(model().schemata)


def test_one_schema_with_its_properties(capsys):
    _, out, _ = called(capsys, "show", "Permit", "--json")
    shown = {p["name"] for p in json.loads(out)["properties"]}
    assert shown == {p.name for p in model().schemata["Permit"].properties.values() if not p.stub}


def test_people_see_the_same_names(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "160")
    _, out, _ = called(capsys, "show", "Premises")
    assert "postalCode" in out


def test_an_unknown_schema_is_answered_with_the_way_on(capsys):
    code, out, err = called(capsys, "show", "Premise")
    assert (code, out) == (2, "")
    assert err == "there is no schema 'Premise'. Look it up with `tidegate vocabulary show --all`.\n"


def test_data_classes(capsys):
    _, out, _ = called(capsys, "classes", "--json")
    assert [c["name"] for c in json.loads(out)] == list(data_classes())


def test_export_writes_every_schema(capsys, tmp_path):
    code, out, _ = called(capsys, "export", str(tmp_path / "model"), "--json")
    assert code == 0
    assert set(json.loads(out)["files"]) == {p.name for p in (tmp_path / "model").iterdir()}
