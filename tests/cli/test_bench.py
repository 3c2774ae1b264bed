"""`tidegate bench effects`, as a program calls it; what it measures is held in tests/bench."""

import json

import pytest

from tidegate.cli import main


def called(capsys, *arguments):
    with pytest.raises(SystemExit) as end:
        main(["bench", "effects", *arguments])
    told = capsys.readouterr()
    return end.value.code or 0, told.out, told.err


def test_one_line_for_each_method_and_world(capsys):
    code, out, _ = called(capsys, "--panels", "2", "--method", "did", "--world", "none", "--world", "effect", "--json")
    assert code == 0
    told = json.loads(out)
    assert told["seed"] == 1
    assert [(line["method"], line["world"], line["panels"]) for line in told["lines"]] == [
        ("did", "none", 2),
        ("did", "effect", 2),
    ]


def test_an_unknown_method_is_named(capsys):
    code, _, err = called(capsys, "--method", "magic", "--json")
    assert code == 2
    assert "there is no 'magic'" in err
