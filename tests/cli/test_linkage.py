"""Who is who, as a person types it."""

import csv
import json

import pytest

from tests.cli.test_registers import run
from tests.pipeline.linked_city import read, write_city


@pytest.fixture
def city(tmp_path, capsys):
    folder = write_city(tmp_path / "city")
    read(folder)
    code, out, err = run(capsys, "linkage", "run", folder, "-k", "establishment")
    assert (code, "Traceback" in err) == (0, False)
    assert "same door" in out
    return folder


def test_a_pair_and_an_entity_are_told(capsys, city, tmp_path):
    code, out, _ = run(capsys, "linkage", "explain", city, "licences:1", "visits:1", "--chart", tmp_path / "why.svg")
    assert code == 0
    assert "They are one entity." in out
    assert "Name: the same name" in out
    assert (tmp_path / "why.svg").read_text(encoding="utf-8").startswith("<svg")
    _, out, _ = run(capsys, "linkage", "explain", city, "licences:2", "visits:2", "--language", "nl")
    assert "They are two entities." in out
    assert "andere namen" in out
    _, out, _ = run(capsys, "linkage", "explain", city, "visits:1", "--json")
    assert len(json.loads(out)["records"]) == 3
    code, _, err = run(capsys, "linkage", "explain", city, "a", "b", "c")
    assert (code, "name two records, or one entity" in err.lower()) == (2, True)


def test_a_sheet_is_judged_blind_and_taken_over(capsys, city, tmp_path):
    sheet = tmp_path / "sheet.csv"
    code, _, _ = run(capsys, "linkage", "review", city, "--judge", "ada", "--sheet", sheet)
    assert code == 0
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows
    assert "weight" not in rows[0]
    for row in rows:
        row |= {"verdict": "different", "at": "2026-01-01T10:00:00+00:00", "reason": "another name"}
    with sheet.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    code, out, _ = run(capsys, "linkage", "judge", city, sheet)
    assert (code, f"{len(rows)} judgements are new" in out) == (0, True)
    code, out, _ = run(capsys, "linkage", "judgements", city, "--judges", "ada,bob")
    assert "ada and bob judged 0 pairs both" in out
    code, out, _ = run(capsys, "linkage", "run", city, "-k", "establishment", "--json")
    assert json.loads(out)["kinds"][0]["state"] == "linked"


def test_the_rows_of_every_entity_leave(capsys, city, tmp_path):
    code, out, _ = run(capsys, "linkage", "export", city, "-o", tmp_path / "e.csv")
    assert (code, "5 rows" in out) == (0, True)
    code, _, err = run(capsys, "linkage", "export", city, "-o", tmp_path / "e.txt")
    assert (code, "neither .parquet nor .csv" in err) == (2, True)
    code, out, _ = run(capsys, "linkage", "changes", city)
    assert "3 events" in out


def test_a_score_stands_beside_its_truth(capsys, city, tmp_path):
    truth = tmp_path / "truth.csv"
    rows = [("licences", 1, "A"), ("licences", 2, "B"), ("visits", 1, "A"), ("visits", 2, "C"), ("visits", 3, "A")]
    truth.write_text("register,row_number,true_id\n" + "\n".join(f"{r},{n},{t}" for r, n, t in rows), "utf-8")
    code, out, _ = run(capsys, "linkage", "score", city, "--truth", truth, "--json")
    assert code == 0
    assert json.loads(out)["scores"][0]["partition"][0]["f1"] == 1.0
    truth.write_text("a,b\n1,2\n", "utf-8")
    code, _, err = run(capsys, "linkage", "score", city, "--truth", truth)
    assert (code, "no form of a truth" in err) == (2, True)


def test_the_models_are_listed(capsys):
    code, out, _ = run(capsys, "linkage", "models")
    assert code == 0
    assert "establishment" in out
