"""`tidegate network`, on the folder of a picture."""

import json
from datetime import date

import pytest

from tests.network.cities import nodes, ties
from tidegate.cli import main
from tidegate.network import CONTROL, NODES, SITUATIONS, TIES, control_of, write_kept
from tidegate.pipeline.ledger import altered_entry

KINDS = {"p": "person", "a": "company", "b": "company", "x": "premises", "y": "premises"}
WEB = [
    ("p", "a", {"kind": "Ownership", "control": "ownership", "share": 1.0}),
    ("a", "b", {"kind": "Ownership", "control": "ownership", "share": 0.6}),
    ("b", "x", {"kind": "Tenancy", "role": "tenant", "bits": 0.0}),
    ("a", "x", {"kind": "Tenancy", "role": "landlord"}),
    ("b", "y", {"kind": "Permit", "role": "bar"}),
]
WHY = ("--purpose", "permit-integrity", "--reason", "case 7")


@pytest.fixture
def picture(tmp_path):
    folder = tmp_path / "pictures" / "one"
    folder.mkdir(parents=True)
    who, tied = nodes(KINDS), ties(WEB)
    found = control_of(who, tied, on=date(2024, 1, 1))
    for contract, table in ((NODES, who), (TIES, tied), (CONTROL, found.control), (SITUATIONS, found.situations)):
        write_kept(folder, contract, table)
    return folder


def called(capsys, *arguments):
    with pytest.raises(SystemExit) as end:
        main(["network", *(str(a) for a in arguments)])
    told = capsys.readouterr()
    return end.value.code or 0, told.out, told.err


def answer(capsys, *arguments):
    code, out, err = called(capsys, *arguments, "--json")
    assert code == 0, err
    return json.loads(out)


def test_ties_are_counted_by_kind(capsys, picture):
    found = answer(capsys, "ties", picture)
    assert (found["nodes"], found["ties"]) == (5, 5)
    assert {"kind": "Tenancy", "role": "landlord", "ties": 1, "rows": 1} in found["kinds"]


def test_ties_of_one_entity_need_a_reason_and_are_written_down(capsys, picture):
    code, out, err = called(capsys, "ties", picture, "--of", "x")
    assert (code, out) == (2, "")
    assert "Give --purpose and --reason" in err
    assert len(answer(capsys, "ties", picture, "--of", "x", *WHY)["ties"]) == 2
    log = picture.parent / "ledger.jsonl"
    assert '"reason": "case 7"' in log.read_text()
    assert altered_entry(log) == 0


def test_places_may_be_put_in_an_order_and_people_not(capsys, picture):
    found = answer(capsys, "ties", picture, "--busiest", "premises", *WHY)["busiest"]
    assert [(r["entity"], r["neighbours"]) for r in found] == [("x", 2), ("y", 1)]
    code, out, err = called(capsys, "ties", picture, "--busiest", "person", *WHY)
    assert (code, out) == (2, "")
    assert "people are not put in an order" in err


def test_the_neighbourhood_of_a_house(capsys, picture):
    found = answer(capsys, "ego", picture, "x", "--depth", "1", *WHY)
    assert [n["entity"] for n in found["nodes"]] == ["x", "a", "b"]
    assert len(found["ties"]) == 3


def test_the_way_between_two_with_its_rows(capsys, picture):
    found = answer(capsys, "path", picture, "p", "y", *WHY)
    assert found["paths"][0]["entities"] == ["p", "a", "b", "y"]
    assert [s[0]["record_id"] for s in found["paths"][0]["steps"]] == ["r0", "r1", "r4"]


def test_people_read_the_way_too(capsys, picture, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    _, out, _ = called(capsys, "path", picture, "p", "y", *WHY)
    assert "Way 1, 3 steps: P - A - B - Y" in out
    assert "book.csv" in out


def test_control_is_counted_and_proved(capsys, picture):
    assert answer(capsys, "control", picture)["interests"] == {"shares": 3}
    found = answer(capsys, "control", picture, "--over", "b", "--of", "p", "--on", "2024-01-01", *WHY)
    assert [(r["holder"], r["effective"]) for r in found["control"]] == [("p", 0.6)]
    assert found["chains"][0]["entities"] == ["p", "a", "b"]


def test_what_remains_when_a_lease_and_a_firm_end(capsys, picture):
    found = answer(capsys, "robustness", picture, "--end", "Tenancy@x", "--end", "b", "--draws", "20")
    assert [(r["nodes"], r["largest"]) for r in found["remains"]] == [(4, 4), (4, 3), (3, 1)]
    assert {r["measure"] for r in found["uncertain"]} == {"largest", "components"}


def test_on_which_places_and_firms_most_hangs(capsys, picture):
    found = answer(capsys, "robustness", picture, *WHY)["separations"]
    assert [(r["entity"], r["parts"], r["cut_off"]) for r in found] == [("b", 2, 1)]
    assert called(capsys, "robustness", picture)[0] == 2


def test_what_is_lost_with_a_person_is_not_told(capsys, picture):
    code, out, err = called(capsys, "robustness", picture, "--end", "p")
    assert (code, out) == (2, "")
    assert "natural person" in err


def test_a_folder_without_a_network_is_said(capsys, tmp_path):
    code, _, err = called(capsys, "ties", tmp_path)
    assert code == 2
    assert "there is no ties.parquet in it" in err
