"""`tidegate demo`: one call from nothing to the records of an invented city."""

import json

import pytest

from tidegate.cli import main

SCALE = "0.02"


def called(capsys, *arguments):
    with pytest.raises(SystemExit) as end:
        main(["demo", *arguments])
    told = capsys.readouterr()
    return end.value.code or 0, told.out, told.err


@pytest.mark.slow
def test_the_city_is_generated_and_every_register_read(capsys, tmp_path):
    folder = tmp_path / "city"
    code, out, err = called(capsys, str(folder), "--scale", SCALE, "--no-serve", "--json")
    result = json.loads(out)
    assert code == 0
    assert {r["register"] for r in result["registers"]} == {p.stem for p in (folder / "registers").glob("*.yml")}
    assert {r["state"] for r in result["registers"]} == {"read"}
    assert "100 %" in err
    code, out, err = called(capsys, str(folder), "--scale", SCALE, "--no-serve", "--json")
    assert code == 0
    assert "holds this city already" in err
    assert {r["state"] for r in json.loads(out)["registers"]} == {"unchanged"}
    code, _, err = called(capsys, str(folder), "--scale", SCALE, "--seed", "2")
    assert code == 2
    assert "the folder is not empty" in err


def test_a_scale_of_nothing_could_not_run(capsys, tmp_path):
    code, out, err = called(capsys, str(tmp_path / "city"), "--scale", "0")
    assert (code, out) == (2, "")
    assert "--scale" in err
    assert not (tmp_path / "city").exists()
