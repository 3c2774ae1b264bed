"""How a command speaks: to people, to programs, and beside the result."""

import json

from hypothesis import given
from hypothesis import strategies as st

from tidegate.cli.output import Output

words = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=12)


def test_people_get_a_table_that_fits_eighty_columns(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    Output().table(("place", "rows"), [("Polderpark " * 20, 1234), ("Port", 7)])
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 80
    assert "1,234" in "".join(lines)


@given(words)
def test_nothing_of_a_value_is_cut_or_read_as_markup(word):
    text = Output(as_json=False)
    with_brackets = f"[bold]{word}[/bold]"
    assert with_brackets in _printed(text, with_brackets)


def _printed(out, value):
    import contextlib
    import io

    with contextlib.redirect_stdout(io.StringIO()) as caught:
        out.say(value)
    return caught.getvalue()


def test_a_table_shows_brackets_as_they_are(capsys):
    Output().table(("a",), [("[red]x",), ("x\\[y",)])
    text = capsys.readouterr().out
    assert "[red]x" in text
    assert "x\\[y" in text


def test_programs_get_one_json_document_and_nothing_else(capsys):
    out = Output(as_json=True)
    out.say("text for people")
    out.table(("a",), [(1,)])
    out.document({"rows": 2, 1: "ü"})
    assert json.loads(capsys.readouterr().out) == {"rows": 2, "1": "ü"}


def test_people_get_no_json(capsys):
    Output().document({"rows": 2})
    assert capsys.readouterr().out == ""


def test_messages_go_to_standard_error(capsys):
    Output().note("A column was renamed.", level="warning")
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == "Warning: A column was renamed.\n"


def test_below_its_level_nothing_is_said(capsys):
    out = Output(level="warning")
    out.note("Reading.")
    with out.progress() as tell:
        tell("read", 0.5)
    assert capsys.readouterr().err == ""


def test_progress_in_a_pipe_is_sparse(capsys):
    with Output().progress() as tell:
        for step in range(1001):
            tell("read", step / 1000)
    assert capsys.readouterr().err.splitlines() == [f"read: {p} %" for p in (0, 25, 50, 75, 100)]
