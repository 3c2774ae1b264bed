"""`tidegate evaluate plan`, as a person types it."""

import json

import numpy as np
import openpyxl
import pyarrow.csv
import pyarrow.parquet
import pytest

from tests.evaluation.plan.cases import counts, table, text
from tidegate.cli import main


def run(capsys, *words: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as stopped:
        main(["evaluate", "plan", *(str(w) for w in words)])
    out, err = capsys.readouterr()
    return int(stopped.value.code or 0), out, err


@pytest.fixture
def files(tmp_path):
    (tmp_path / "plan.yml").write_text(text())
    pyarrow.csv.write_csv(table(counts(8, 24)), tmp_path / "months.csv")
    return tmp_path / "plan.yml", tmp_path / "months.csv"


def test_the_first_line_says_answerable_or_not(capsys, files):
    code, out, _ = run(capsys, "check", files[0], "--panel", files[1], "--draws", 5)
    assert (code, out.splitlines()[0]) == (0, "Answerable by did.")
    assert "Power, thefts:" in out
    files[0].write_text(text(comparison="comparison: {strategy: named, units: [c]}"))
    code, out, _ = run(capsys, "check", files[0], "--panel", files[1])
    assert code == 1
    assert out.startswith("Not answerable by did: mend what stands below, or run a process evaluation")
    assert "There is 1 place to compare with, and did needs 2." in out


def test_power_can_be_worked_out_by_the_method_of_the_plan(capsys, files):
    analysis = "analysis: {method: did, options: {draws: 0, base: mean}}"
    files[0].write_text(text(analysis=analysis))
    told = {}
    for words in ([], ["--as-planned"]):
        _, out, _ = run(capsys, "check", files[0], "--panel", files[1], "--draws", 20, "--json", *words)
        told[bool(words)] = json.loads(out)["power"]
    assert len(told[True]) == len(told[False]) > 0
    assert told[True] != told[False]


def test_an_option_that_the_method_does_not_have_is_told_before_anything_is_done(capsys, files):
    files[0].write_text(text(analysis="analysis: {method: did, options: {sharpness: 3}}"))
    code, _, err = run(capsys, "check", files[0])
    assert code == 1
    assert "did has no option sharpness" in err


def test_json_holds_the_whole_answer(capsys, files):
    code, out, _ = run(capsys, "check", files[0], "--panel", files[1], "--draws", 5, "--json")
    said = json.loads(out)
    assert (code, said["answerable"], said["complete"], said["objections"]) == (0, True, True, [])
    assert said["power"][0]["curve"][0]["share"] == 0.0
    assert said["days"][0]["earliest"] == "2023-03-01"
    assert said["design"]["before"] == 24


def test_without_figures_only_the_plan_is_checked(capsys, files):
    code, out, _ = run(capsys, "check", files[0])
    assert code == 0
    assert out.startswith("Whether it can be answered is not known without its panel")


def test_every_fault_of_a_plan_stands_on_a_line_of_its_own(capsys, files):
    files[0].write_text(text().replace("title:", "titel:").replace("did}", "twfe}"))
    code, out, _ = run(capsys, "check", files[0])
    assert code == 1
    assert out.startswith("Not answerable: the plan has 3 faults.")
    said = json.loads(run(capsys, "check", files[0], "--json")[1])
    assert [(f["line"], f["field"]) for f in said["faults"]] == [(1, "title"), (2, "titel"), (9, "analysis, method")]


def test_what_is_needed_and_missing_ends_with_one(capsys, files):
    files[0].write_text(text().replace("recorded_by: residents", "recorded_by: police"))
    code, out, _ = run(capsys, "check", files[0], "--panel", files[1], "--draws", 0)
    assert code == 1
    assert "add one that somebody else records" in out


@pytest.mark.parametrize("form", ["xlsx", "parquet"])
def test_figures_come_in_any_form(capsys, files, form, tmp_path):
    path, figures = tmp_path / f"months.{form}", table(counts(8, 24))
    if form == "xlsx":
        book = openpyxl.Workbook()
        for row in (figures.column_names, *zip(*figures.to_pydict().values(), strict=True)):
            book.active.append(row)
        book.save(path)
    else:
        pyarrow.parquet.write_table(figures, path)
    code, out, _ = run(capsys, "check", files[0], "--panel", path, "--draws", 0)
    assert (code, out.splitlines()[0]) == (0, "Answerable by did.")


def test_faults_of_the_figures_end_with_one_and_name_the_file(capsys, files):
    bad = counts(8, 24)
    bad[2, 2] = -1
    pyarrow.csv.write_csv(table(bad), files[1])
    code, out, err = run(capsys, "check", files[0], "--panel", files[1])
    assert (code, out) == (1, "")
    assert err.startswith("months.csv: column thefts counts -1 for c in 2021-03")


def test_a_file_that_is_not_there_ends_with_two(capsys, files, tmp_path):
    assert run(capsys, "check", tmp_path / "none.yml")[0] == 2
    code, _, err = run(capsys, "check", files[0], "--panel", tmp_path / "none.csv")
    assert code == 2
    assert "none.csv" in err


def test_places_are_proposed_with_their_balance(capsys, files):
    code, out, _ = run(capsys, "propose", files[0], "--panel", files[1], "--each", 1, "--json")
    said = json.loads(out)
    assert code == 0
    assert len(said["units"]) == 2
    assert {*said["units"], *said["left_out"]} == set("cdefgh")
    code, out, _ = run(capsys, "propose", files[0], "--panel", files[1], "--each", 1, "--distance", "mahalanobis")
    assert out.startswith("Proposed to compare with: ")
    assert "thefts, trend" in out
    code, _, err = run(capsys, "propose", files[0], "--panel", files[1], "--distance", "nearest")
    assert (code, "Write standardised or mahalanobis" in err) == (1, True)


def frozen(capsys, files, *more: object) -> tuple[int, str, str]:
    return run(capsys, "freeze", files[0], "--panel", files[1], "--signed", "A. de Vries, manager", "--on",
               "2022-12-15", *more)  # fmt: skip


def test_a_plan_is_frozen_once_and_read_again(capsys, files, tmp_path):
    code, out, _ = frozen(capsys, files)
    assert code == 0
    assert out.startswith("Frozen on 15 December 2022 in ")
    target = tmp_path / "plan.frozen.yml"
    said = json.loads(run(capsys, "check", target, "--panel", files[1], "--draws", 0, "--json")[1])
    assert (said["frozen"], said["answerable"]) == (True, True)
    code, _, err = frozen(capsys, files)
    assert code == 2
    assert "there is a file of this name already" in err
    code, _, err = run(capsys, "freeze", target, "--signed", "A, b")
    assert (code, "it is frozen since 2022-12-15" in err) == (1, True)


def test_the_same_plan_on_the_same_day_gives_the_same_bytes(capsys, files, tmp_path):
    frozen(capsys, files, "--out", tmp_path / "one.yml")
    frozen(capsys, files, "--out", tmp_path / "two.yml")
    assert (tmp_path / "one.yml").read_bytes() == (tmp_path / "two.yml").read_bytes()


def test_a_frozen_plan_that_was_edited_is_refused(capsys, files, tmp_path):
    frozen(capsys, files)
    target = tmp_path / "plan.frozen.yml"
    target.write_text(target.read_text().replace("smallest_effect: 0.3", "smallest_effect: 0.1"))
    code, out, err = run(capsys, "check", target, "--panel", files[1])
    assert (code, out) == (1, "")
    assert "plan.frozen.yml: it was frozen on 2022-12-15 and changed since, in outcomes" in err


def test_what_cannot_be_answered_is_not_frozen(capsys, files):
    files[0].write_text(text(comparison="comparison: {strategy: named, units: [c]}"))
    code, _, err = frozen(capsys, files)
    assert code == 1
    assert "it is not answerable" in err
    assert np.all([not p.name.endswith("frozen.yml") for p in files[0].parent.iterdir()])
