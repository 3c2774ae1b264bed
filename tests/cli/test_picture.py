"""`tidegate picture`, as a person and as a program call it."""

import json

import pytest

from tests.cli.test_registers import run
from tests.small_city import AREAS, HIDDEN, PURPOSE, REMARK, deliver, reports, write_request
from tidegate.pipeline.ledger import altered_entry

WHY = ("--reason", "table of 3 March")
HERE = ("-p", AREAS, "--partner", "municipality")


def answer(capsys, *words):
    code, out, err = run(capsys, "picture", *words, "--json")
    assert code == 0, err
    return json.loads(out)


def test_a_picture_is_built_once_and_shown_without_a_value(capsys, city):
    told = answer(capsys, "build", city, *HERE)
    assert (told["state"], told["made"]) == ("unchanged", [])
    shown = answer(capsys, "show", city, *HERE)
    assert shown["pictures"] == [told["picture"]]
    assert shown["manifest"]["view"]["methods"] == ["places"]
    assert shown["manifest"]["expires_on"] == told["expires_on"] == "2097-06-30"
    assert not (city / "ledger.jsonl").exists()
    code, out, _ = run(capsys, "picture", "show", city, *HERE)
    assert code == 0
    assert "A weekly table decides on each flag. By the programme manager." in out.replace("\n", " ")
    assert "Kade" not in out


def test_changes_name_their_cause_and_need_a_reason(capsys, city, tmp_path):
    code, _, err = run(capsys, "picture", "changes", city, *HERE, *WHY)
    assert (code, "there is one picture only. Compare after the next delivery" in err.replace("\n", " ")) == (2, True)
    deliver(city, "reports", "2026-02-15", [r.replace("Kade,1,", "Markt,5,") for r in reports()])
    assert answer(capsys, "build", city, *HERE)["state"] == "built"
    code, _, err = run(capsys, "picture", "changes", city, *HERE)
    assert (code, "Give --purpose and --reason" in err) == (2, True)
    assert not (city / "ledger.jsonl").exists()
    found = answer(capsys, "changes", city, *HERE, *WHY, "-o", tmp_path / "changes.xlsx")
    assert {c["why"] for c in found["changes"]} <= {"delivery"}
    assert (tmp_path / "changes.xlsx").is_file()
    assert altered_entry(city / "ledger.jsonl") == 0


def test_points_of_the_whole_city_are_told_with_powers_and_written_down(capsys, built_city):
    folder, _ = built_city
    found = answer(capsys, "points", folder, "-p", PURPOSE, *WHY)
    assert {p["kind"] for p in found["points"]} == {"permit", "street"}
    assert set(found["powers"]) >= {"permit", "street", "place"}
    streets = answer(capsys, "points", folder, "-p", PURPOSE, *WHY, "--kind", "street")["points"]
    assert {p["caption"] for p in streets} == {"Oost, Kade", "West, Brug"}
    code, out, err = run(capsys, "picture", "points", folder, "-p", PURPOSE)
    assert (code, out) == (2, "")
    assert "Give --purpose and --reason" in err
    last = json.loads((folder / "ledger.jsonl").read_text(encoding="utf-8").splitlines()[-1])
    assert (last["act"], last["rows"]) == ("picture points", 2)


def test_a_view_without_points_says_so(capsys, city):
    code, _, err = run(capsys, "picture", "points", city, *HERE, *WHY)
    assert code == 2
    assert "it holds no table 'points'. The view's methods may not allow it" in err.replace("\n", " ")


def test_an_export_leaves_with_its_manifest(capsys, built_city, tmp_path):
    folder, report = built_city
    out = tmp_path / "exports" / "net.graphml"
    found = answer(capsys, "export", folder, "-p", PURPOSE, *WHY, "--form", "graphml", "-o", out)
    assert found["rows"]["nodes"] > 50
    told = json.loads(out.with_name("net.graphml.manifest.json").read_text(encoding="utf-8"))
    assert (told["picture"], told["reason"]) == (report.picture, "table of 3 March")
    code, _, err = run(capsys, "picture", "export", folder, "-p", PURPOSE, *WHY, "--form", "graphml", "-o", out)
    assert (code, "it is there already" in err) == (2, True)


@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_report_is_written(capsys, built_city, tmp_path, language):
    out = tmp_path / f"{language}.docx"
    told = answer(capsys, "report", built_city[0], "-p", PURPOSE, *WHY, "-o", out, "-l", language)
    assert out.stat().st_size > 10_000
    assert told["sections"][1] == {"en": "What was asked", "nl": "Wat gevraagd is"}[language]


def test_views_and_requests_are_listed(capsys, city):
    told = answer(capsys, "views", city)["covenant"]
    assert [(c["partner"], c["purpose"]) for c in told["clauses"]] == [
        ("municipality", PURPOSE), ("municipality", AREAS), ("police", AREAS),
    ]  # fmt: skip
    found = {r["id"]: r for r in answer(capsys, "requests", city)["requests"]}
    assert set(found) == {"spring", "areas"}
    assert [g["name"] for g in found["spring"]["gates"]] == [
        "shared_need",
        "readiness_to_act",
        "legal_basis",
        "capacity",
    ]
    code, out, _ = run(capsys, "picture", "requests", city)
    assert (code, "People come to us from these houses." in out) == (0, True)
    code, out, _ = run(capsys, "picture", "views", city)
    assert (code, "By Municipal Act, section 1." in out) == (0, True)


def test_a_closed_gate_and_a_wrong_day_stop_with_the_mend(capsys, city):
    write_request(city, name="areas", purpose=AREAS, capacity="false")
    code, _, err = run(capsys, "picture", "build", city, *HERE)
    assert (code, "A picture nobody will act on is not built" in err.replace("\n", " ")) == (2, True)
    code, _, err = run(capsys, "picture", "build", city, *HERE, "--on", "yesterday")
    assert (code, "write it as year, month and day" in err.replace("\n", " ").lower()) == (2, True)
    code, _, err = run(capsys, "picture", "build", city, "-p", AREAS)
    assert (code, "Name one with --partner" in err.replace("\n", " ")) == (2, True)


def test_no_answer_holds_what_the_view_withholds(capsys, built_city, tmp_path):
    told = ""
    for words in (("show",), ("points", *WHY), ("views",), ("requests",)):
        more = () if words[0] in {"views", "requests"} else ("-p", PURPOSE)
        told += json.dumps(answer(capsys, words[0], built_city[0], *more, *words[1:]))
    assert [m for m in (REMARK, HIDDEN) if m in told] == []
