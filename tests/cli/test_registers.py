"""The commands on registers, as a person types them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pipeline.city import LICENCES, deliver, make_city
from tidegate.cli import main


def run(capsys, *words: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as stopped:
        main([str(w) for w in words])
    out, err = capsys.readouterr()
    return int(stopped.value.code or 0), out, err


@pytest.fixture
def city(tmp_path):
    folder = make_city(tmp_path / "city")
    (folder / "registers" / "shops.yml").unlink()
    deliver(folder, "2024-01-01", "1,=Alfa,2020-01-01,open", "2,Beta,2021-02-03,open", "3,Gamma,bad,open")
    return folder


def test_read_tells_what_was_refused_and_ends_with_one(capsys, city):
    code, out, err = run(capsys, "registers", "read", city)
    assert code == 1
    assert "not-a-date" in out
    assert "write the date as the description" in out
    assert "Traceback" not in err
    code, out, _ = run(capsys, "registers", "read", city, "--json")
    (report,) = json.loads(out)["registers"]
    assert (report["state"], report["rows_in"], report["refused"]) == ("unchanged", 3, 1)


def test_check_changes_nothing_and_names_a_likely_rename(capsys, city):
    deliver(city, "2024-02-01", "1,Alfa,2020-01-01,open", header="id,HolderName,start,status")
    before = sorted(p for p in city.rglob("*"))
    code, out, _ = run(capsys, "registers", "check", city)
    assert code == 1
    assert "`holder` is gone; `HolderName` looks like it" in out
    assert sorted(p for p in city.rglob("*")) == before


def test_check_shows_structure_without_a_lawful_part_and_no_value(capsys, tmp_path):
    folder = make_city(tmp_path / "city", lawful="")
    (folder / "registers" / "shops.yml").unlink()
    deliver(folder, "2024-01-01", "1,Secretive Ltd,1066-10-14,open", "1,Other,2020,open")
    code, out, _ = run(capsys, "registers", "check", folder)
    assert code == 1
    assert "it has no lawful part" in out
    assert "1 rows repeat the key" in out
    assert "1 are out of range" in out
    assert "Secretive" not in out
    assert "1066" not in out


def test_describe_writes_a_description_that_check_can_use(capsys, city, tmp_path):
    source = city / "deliveries" / "licences" / "licences_2024-01-01.csv"
    code, out, _ = run(capsys, "registers", "describe", source)
    assert code == 0
    assert "Alfa" not in out
    other = tmp_path / "other"
    (other / "registers").mkdir(parents=True)
    (other / "deliveries").mkdir()
    (other / "deliveries" / source.name).write_bytes(source.read_bytes())
    name = next(line.split()[1] for line in out.splitlines() if line.startswith("register:"))
    (other / "registers" / f"{name}.yml").write_text(out, encoding="utf-8")
    code, out, _ = run(capsys, "registers", "check", other, "--json")
    (found,) = json.loads(out)["registers"]
    assert found["files"][0]["columns_missing"] == []
    assert found["files"][0]["problem"] == ""


def test_export_needs_a_purpose_the_register_allows_and_leaves_a_trace(capsys, city, tmp_path):
    run(capsys, "registers", "read", city)
    code, _, err = run(
        capsys, "registers", "export", city, "-o", tmp_path / "x.csv", "--purpose", "curiosity", "--reason", "x"
    )
    assert code == 2
    assert "may not be used for 'curiosity', only for area-picture" in err
    code, _, err = run(capsys, "registers", "export", city, "-o", tmp_path / "x", "--purpose", "area-picture")
    assert code == 2
    assert "a purpose and a reason are needed" in err
    assert not (city / "ledger.jsonl").exists()
    words = ("--purpose", "area-picture", "--reason", "monthly meeting")
    code, _, _ = run(capsys, "registers", "export", city, "-o", tmp_path / "csv", *words)
    assert code == 0
    assert ",'=Alfa" in (tmp_path / "csv" / "Company.csv").read_text(encoding="utf-8-sig")
    entry = json.loads((city / "ledger.jsonl").read_text(encoding="utf-8"))
    assert (entry["purpose"], entry["reason"], entry["rows"]) == ("area-picture", "monthly meeting", 6)


def test_an_altered_log_of_consultations_stops_the_next(capsys, city, tmp_path):
    run(capsys, "registers", "read", city)
    words = ("registers", "export", city, "-o", tmp_path / "a.jsonl", "--purpose", "area-picture", "--reason", "one")
    for _ in range(3):
        assert run(capsys, *words)[0] == 0
    ledger = city / "ledger.jsonl"
    lines = ledger.read_text(encoding="utf-8").splitlines()
    ledger.write_text("\n".join([lines[0].replace("one", "two"), *lines[1:]]) + "\n", encoding="utf-8")
    (tmp_path / "a.jsonl").unlink()
    code, _, err = run(capsys, *words)
    assert code == 2
    assert "entry 2: the log of consultations was altered here" in err
    assert not (tmp_path / "a.jsonl").exists()


def test_what_leaves_as_ftm_is_valid_by_our_model(capsys, city, tmp_path):
    run(capsys, "registers", "read", city)
    out = tmp_path / "records.jsonl"
    words = ("--purpose", "area-picture", "--reason", "exchange")
    assert run(capsys, "registers", "export", city, "-o", out, *words)[0] == 0
    assert run(capsys, "vocabulary", "export", tmp_path / "model")[0] == 0
    ftm = Path(sys.executable).with_name("ftm")
    command = [str(ftm), "validate", "-i", str(out), "-o", str(tmp_path / "valid.jsonl")]
    subprocess.run(command, check=True, env={"FTM_MODEL_PATH": str(tmp_path / "model")}, capture_output=True)
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    valid = [json.loads(line) for line in (tmp_path / "valid.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(lines) == 6
    assert [e["properties"] for e in valid] == [e["properties"] for e in lines]


def test_a_workbook_and_a_list_of_recipes(capsys, city, tmp_path):
    run(capsys, "registers", "read", city)
    out = tmp_path / "records.xlsx"
    words = ("--purpose", "area-picture", "--reason", "monthly meeting")
    assert run(capsys, "registers", "export", city, "-o", out, *words)[0] == 0
    assert out.read_bytes()[:2] == b"PK"
    code, listed, _ = run(capsys, "init", "--list", "--json")
    assert code == 0
    assert "chicago" in {r["name"] for r in json.loads(listed)["recipes"]}


def test_a_wrong_mapping_is_refused_in_words(capsys, tmp_path):
    path = tmp_path / "m.yml"
    path.write_text(
        "d:\n  query:\n    csv_url: x.csv\n    entities:\n      p: {schema: Persn, key: a}\n", encoding="utf-8"
    )
    code, _, err = run(capsys, "registers", "map", path, "-o", tmp_path / "o.jsonl")
    assert code == 2
    assert err.startswith("m.yml, query 1: entity 'p' has the unknown schema 'Persn'.")
    assert [p.name for p in tmp_path.iterdir()] == ["m.yml"]


def test_a_description_names_all_its_faults_at_once(capsys, city):
    text = LICENCES.replace("kind: full", "kind: whole").replace("holder: {entity: holder}", "holder: {entity: nobody}")
    (city / "registers" / "licences.yml").write_text(text, encoding="utf-8")
    code, _, err = run(capsys, "registers", "read", city)
    assert code == 2
    assert "delivery.kind is 'whole', and should be full or changes" in err
    assert "refers to 'nobody', which is not an entity of this query" in err
