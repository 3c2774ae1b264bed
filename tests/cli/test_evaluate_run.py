"""`tidegate evaluate run`, from files to files."""

import csv
import json

import numpy as np
import openpyxl
import pytest

from tests.evaluation.test_running import PLAN, panel
from tidegate.cli.app import main

FILES = {"results.json", "evidence-card.json", "report.pdf", "report.docx", "report.xlsx", "council-note.pdf"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("evaluation")
    (folder / "plan.yml").write_text(PLAN, encoding="utf-8")
    (folder / "chain.yml").write_text("in_picture: 40\nlooked_into: 20\nacted_on: unknown\n", encoding="utf-8")
    figures = panel()
    with (folder / "months.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["street", "month", *figures.outcomes])
        for i, t in np.ndindex(len(figures.units), len(figures.periods)):
            rows.writerow([figures.units[i], figures.periods[t], *(int(v[i, t]) for v in figures.outcomes.values())])
    return folder


def run(folder, out, *more):
    words = [
        "evaluate",
        "run",
        str(folder / "plan.yml"),
        "--panel",
        str(folder / "months.csv"),
        "--out",
        str(folder / out),
    ]
    with pytest.raises(SystemExit) as end:
        main([*words, "--on", "2022-05-01", *more])
    return end.value.code


@pytest.mark.slow
def test_a_run_writes_everything_and_again_the_same(folder, capsys):
    assert run(folder, "one", "--chain", str(folder / "chain.yml")) == 0
    shown = capsys.readouterr()
    assert "thefts:" in shown.out
    assert "estimates: 100 %" in shown.err
    assert {p.name for p in (folder / "one").iterdir()} == FILES
    results = json.loads((folder / "one" / "results.json").read_bytes())
    assert results["plan"] == "street-teams"
    assert results["seed"] == 3
    assert set(results["inputs_sha256"]) == {"plan.yml", "months.csv", "chain.yml"}
    assert results["chain"] == {"in_picture": 40, "looked_into": 20, "acted_on": None, "overturned": None}
    assert results["outcomes"][0]["effect"]["checks"]
    assert "numpy" in results["versions"]
    assert "2022-05-01" not in (folder / "one" / "results.json").read_text(encoding="utf-8")
    book = openpyxl.load_workbook(folder / "one" / "report.xlsx", read_only=True)
    assert len(book.sheetnames) > 8
    assert run(folder, "two", "--chain", str(folder / "chain.yml")) == 0
    for name in FILES:
        assert (folder / "one" / name).read_bytes() == (folder / "two" / name).read_bytes(), name


def test_an_unanswerable_plan_becomes_a_process_evaluation_and_says_so(folder, capsys):
    """Three places, two to compare with: whatever is estimated, no test of it could come out."""
    head, *rows = (folder / "months.csv").read_text(encoding="utf-8").splitlines()
    (folder / "few.csv").write_text("\n".join([head, *(row for row in rows if row[0] in "abcde")]), encoding="utf-8")
    asked = PLAN.replace("method: did", "method: process").replace(", options: {draws: 19}", "")
    (folder / "asked.yml").write_text(asked, encoding="utf-8")
    for plan, figures, code in (("plan.yml", "few.csv", 1), ("asked.yml", "months.csv", 0)):
        words = ["evaluate", "run", str(folder / plan), "--panel", str(folder / figures), "--out", str(folder / "few")]
        with pytest.raises(SystemExit) as end:
            main([*words, "--on", "2022-05-01"])
        assert end.value.code == code
        out = capsys.readouterr().out
        assert "Done: 108 of 144 planned" in out
        results = json.loads((folder / "few" / "results.json").read_bytes())
        assert out.startswith(results["process"]["says"])
        assert bool(results["process"]["because"]) == bool(code)
        assert [one["effect"] for one in results["outcomes"]] == [None, None]
        card = json.loads((folder / "few" / "evidence-card.json").read_bytes())
        assert [one["verdict"] for one in card["effect"]] == ["not estimated"] * 2
        assert card["implementation"]["standing"] == "described"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("in_picture: many\n", "in_picture is 'many'"),
        ("seen: 3\n", "it is no chain of counts"),
        ("in_picture: 2\nlooked_into: 3\n", "a later count is larger than an earlier one"),
        ("in_picture: true\n", "in_picture is True"),
    ],
)
def test_a_wrong_chain_is_refused(folder, capsys, text, said):
    (folder / "wrong.yml").write_text(text, encoding="utf-8")
    assert run(folder, "three", "--chain", str(folder / "wrong.yml")) == 2
    assert said in capsys.readouterr().err
    assert not (folder / "three").exists()


def test_a_plan_with_faults_and_a_strange_language_are_refused(folder, capsys):
    (folder / "faulty.yml").write_text(PLAN.replace("title: Street teams\n", ""), encoding="utf-8")
    with pytest.raises(SystemExit) as end:
        main(["evaluate", "run", str(folder / "faulty.yml"), "--panel", str(folder / "months.csv"), "--out", "x"])
    assert end.value.code == 1
    assert "tidegate evaluate plan check` lists all" in capsys.readouterr().err
    assert run(folder, "four", "--language", "fr") == 2
    assert "'fr' is not spoken here. Write en or nl." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("more", "options", "said"),
    [
        ("near_repeats: {events: gone.csv}", (), "near_repeats, events: there is no file gone.csv beside the plan"),
        ("hidden: {counts: gone.csv, who: persons}", (), "Put it there, or name another with --overlaps."),
        ("", ("--overlaps", "months.csv"), "overlap counts are given, and the plan does not say who is counted"),
        ("", ("--events", "months.csv"), "x should be double, is missing"),
    ],
)  # fmt: skip
def test_files_beside_the_plan_are_asked_for_by_name(folder, tmp_path, capsys, more, options, said):
    (tmp_path / "plan.yml").write_text(f"{PLAN}{more}\n", encoding="utf-8")
    (tmp_path / "months.csv").write_bytes((folder / "months.csv").read_bytes())
    given = [str(tmp_path / word) if word.endswith(".csv") else word for word in options]
    assert run(tmp_path, "out", *given) in {1, 2}
    assert said in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
