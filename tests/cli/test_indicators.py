"""`tidegate indicators`, as a person and as a program call it."""

import json

import pytest

from tidegate.cli import main
from tidegate.indicators import shipped_rules


def called(capsys, *arguments):
    with pytest.raises(SystemExit) as end:
        main(["indicators", *arguments])
    told = capsys.readouterr()
    return end.value.code or 0, told.out, told.err


def test_the_list_tells_what_is_on_and_why_not(capsys):
    code, out, _ = called(capsys, "list", "--json")
    listed = {r["indicator"]: r for r in json.loads(out)["rules"]}
    assert code == 0
    assert set(listed) == {r.id for r in shipped_rules()}
    assert listed["unlicensed_activity"]["state"] == "off"
    assert listed["unlicensed_activity"]["reason"]


def test_a_city_switches_a_rule_on(capsys, tmp_path):
    (tmp_path / "indicators.yml").write_text(
        "switches: {unlicensed_activity: {state: on, reason: our register is whole}}", encoding="utf-8"
    )
    _, out, _ = called(capsys, "list", "--city", str(tmp_path), "--json")
    (one,) = [r for r in json.loads(out)["rules"] if r["indicator"] == "unlicensed_activity"]
    assert (one["state"], one["reason"]) == ("on", "our register is whole")


def test_the_examples_run(capsys):
    code, out, _ = called(capsys, "test", "failures_then_new_account", "--json")
    (one,) = json.loads(out)["rules"]
    assert (code, one["faults"]) == (0, [])
    assert one["tests"] >= 2


def test_an_example_that_fails_ends_with_one(capsys, tmp_path):
    (rule,) = [r for r in shipped_rules() if r.id == "unlicensed_activity"]
    from importlib.resources import files

    folder = files("tidegate.indicators") / "rules"
    for ending in ("yml", "sql", "population.sql"):
        text = (
            (folder / f"{rule.id}.{ending}")
            .read_text(encoding="utf-8")
            .replace("visits: 2, sector", "visits: 3, sector")
        )
        (tmp_path / f"{rule.id}.{ending}").write_text(text, encoding="utf-8")
    code, out, _ = called(capsys, "test", "--rules", str(tmp_path))
    assert code == 1
    assert "no flag with subject e1, visits 3" in out.replace("\n", " ")


def test_a_rule_explains_itself_in_dutch(capsys):
    code, out, _ = called(capsys, "explain", "double_operation", "-l", "nl")
    assert code == 0
    assert out.startswith("Twee houders tegelijk")


def test_an_unknown_rule_is_answered_with_those_known(capsys):
    code, _, err = called(capsys, "explain", "nothing")
    assert code == 2
    assert err.startswith("there is no rule 'nothing'. Name one of activity_after_cancellation")
