"""`tidegate match`, as a person types it."""

import json

import pytest

from tidegate.cli import main

LEFT = "name,street,nr\nZon BV,Kade,1\nMaan,Laan,2\nSter,Weg,3\n"
RIGHT = "Name,Address\nDe Zon B.V.,Kade 1\nMaan,Laan 2\nWolk,Pad 4\n"


def run(capsys, *words: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as stopped:
        main([str(w) for w in words])
    out, err = capsys.readouterr()
    return int(stopped.value.code or 0), out, err


@pytest.fixture
def files(tmp_path):
    (tmp_path / "left.csv").write_text(LEFT)
    (tmp_path / "right.csv").write_text(RIGHT)
    return tmp_path / "left.csv", tmp_path / "right.csv"


def test_two_files_and_nothing_else_give_an_answer_on_the_screen(capsys, files, tmp_path):
    code, out, err = run(capsys, "match", *files)
    assert code == 0
    assert "Matched as establishment: both files have a name and an address." in out
    assert "Pairs that match: 2. Worth a look: 0." in out
    assert "Without a match: 1 of 3 rows of left.csv and 1 of 3 rows of right.csv." in out
    assert "reading: 0 %" in err
    assert sorted(p.name for p in tmp_path.iterdir()) == ["left.csv", "right.csv"]


def test_json_holds_the_pairs_with_the_rows_a_person_sees(capsys, files, tmp_path):
    code, out, _ = run(capsys, "match", *files, "-o", tmp_path / "out.xlsx", "--json")
    said = json.loads(out)
    assert code == 0
    assert [(p["left"], p["right"]) for p in said["matches"]] == [(2, 2), (3, 3)]
    assert (said["only_in_left"], said["only_in_right"], said["kind"]) == ([4], [4], "establishment")
    assert said["left"]["columns"][2]["holds"] == "house_number"
    assert (tmp_path / "out.xlsx").is_file()


def test_rows_that_cannot_be_read_end_with_one_and_the_rest_is_matched(capsys, files):
    many = "".join(f"Zaak {n},Singel,{n}\n" for n in range(20))
    files[0].write_text(LEFT + many + "Maan,Laan,2,too,many\n")
    code, out, _ = run(capsys, "match", *files)
    assert code == 1
    assert "rows that could not be read and took no part: 1. The first is row 25" in out
    assert "Pairs that match: 2." in out


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (["--left", "name"], "'name' has no equals sign. Write it as --left name=\"Column\""),
        (["--left", "nam=name"], "'nam' is nothing a column can hold"),
        (["--kind", "ship"], "'ship' is no kind that can be matched"),
        (["--country", "Nederland"], "'nederland' is no code of a country. Give two letters"),
        (["-o", "out.doc"], "its ending is none of .xlsx, .csv, .parquet"),
    ],
)
def test_what_cannot_be_run_ends_with_two_and_says_what_to_do(capsys, files, words, what):
    code, out, err = run(capsys, "match", *files, *words)
    assert (code, out) == (2, "")
    assert what in err
    assert "Traceback" not in err


def test_columns_and_kind_can_be_set(capsys, files):
    words = [
        "--left",
        "name=name",
        "--left",
        "address=street,nr",
        "--right",
        "address=",
        "--kind",
        "organisation",
        "--json",
    ]
    code, out, _ = run(capsys, "match", *files, *words)
    said = json.loads(out)
    assert (code, said["kind"], said["fields"]) == (0, "organisation", ["name"])
