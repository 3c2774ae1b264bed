"""CSV through either way, the engine's or Python's, gives what `csv.DictReader` gives."""

import csv
import io

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.formats.conftest import Desk
from tidegate.errors import DeliveryError
from tidegate.formats import csv_reading

relaxed = settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
pieces = st.sampled_from([*'ab1 ",;\n\ré€\u2028\t|', "\r\n", '""'])
texts = st.lists(pieces, max_size=6).map("".join)
tables = st.integers(1, 4).flatmap(lambda n: st.lists(st.lists(texts, min_size=n, max_size=n), max_size=8))


def by_dict_reader(text, delimiter=","):
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    return [{k: (v or None) for k, v in row.items() if k is not None} for row in rows]


def without_numbers(rows):
    return [{k: v for k, v in row.items() if k != "row_number"} for row in rows]


def written(rows, width, **style):
    out = io.StringIO()
    writer = csv.writer(out, **style)
    writer.writerow([f"k{n}" for n in range(width)])
    writer.writerows(rows)
    return out.getvalue()


def test_a_small_file_becomes_text_with_row_numbers(desk: Desk):
    reading, rows = desk.read(desk.file("a.csv", "id,name\n1,Café\n2,\n"))
    assert rows == [{"row_number": 1, "id": "1", "name": "Café"}, {"row_number": 2, "id": "2", "name": None}]
    assert (reading.rows_in, reading.columns, reading.encoding, reading.delimiter) == (2, ("id", "name"), "utf-8", ",")


@relaxed
@given(
    rows=tables.filter(bool),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_well_formed_files_agree_with_dict_reader(desk: Desk, rows, delimiter, quoting, end):
    text = written(rows, len(rows[0]), delimiter=delimiter, quoting=quoting, lineterminator=end)
    for ragged in ("refuse", "pad"):
        reading, found = desk.read(desk.file("a.csv", text), delimiter=delimiter, ragged=ragged)
        # Python's writer leaves a lone return unquoted, which splits a row in two.
        if ragged == "pad" or not reading.refused.num_rows:
            assert without_numbers(found) == by_dict_reader(text, delimiter)
        assert reading.rows_in == len(found) + reading.refused.num_rows


@relaxed
@given(body=st.text(alphabet=st.sampled_from(list('ab ",\n\ré')), max_size=40))
def test_malformed_files_agree_with_dict_reader_when_padded(desk: Desk, body):
    text = "a,b,c\n" + body
    reading, found = desk.read(desk.file("a.csv", text), delimiter=",", ragged="pad")
    assert without_numbers(found) == by_dict_reader(text)
    assert reading.rows_in == len(found)


@relaxed
@given(body=st.text(alphabet=st.sampled_from(list('ab ",\n\ré')), max_size=40))
def test_no_row_is_lost_when_refused(desk: Desk, body):
    text = "a,b\n" + body
    right = [row for row in csv.reader(io.StringIO(text, newline=""), skipinitialspace=True) if row][1:]
    try:
        reading, found = desk.read(desk.file("a.csv", text), delimiter=",")
    except DeliveryError as fault:
        told = fault.what
    else:
        told = ""
    if told:
        assert "never closed" in told
        return
    assert reading.rows_in == len(right) == len(found) + reading.refused.num_rows
    kept = [[cell or None for cell in row] for row in right if len(row) == 2]
    assert [[row["a"], row["b"]] for row in found] == kept
    numbers = {row["row_number"] for row in found} | set(reading.refused["row_number"].to_pylist())
    assert numbers == set(range(1, len(right) + 1))


@relaxed
@given(header=st.lists(st.sampled_from(["a", "b", "A", " a", ""]), min_size=1, max_size=5), row=st.lists(texts))
def test_of_equal_names_the_last_wins_when_padded(desk: Desk, header, row):
    assume(len({h.casefold() for h in header}) == len(set(header)) and "" not in header and " a" not in header)
    text = written([row], 0, lineterminator="\n").replace("\n", ",".join(header) + "\n", 1)
    assume(text.split("\n")[0])
    _, found = desk.read(desk.file("a.csv", text), delimiter=",", ragged="pad")
    assert without_numbers(found) == by_dict_reader(text)


def test_of_equal_names_the_second_is_renamed_when_refused(desk: Desk):
    reading, rows = desk.read(desk.file("a.csv", "a,b,a,\n1,2,3,4\n"))
    assert reading.columns == ("a", "b", "a_2", "column_4")
    assert rows[0]["a"] == "1"
    assert any("'a_2'" in note for note in reading.notes)


def test_preamble_footer_and_own_names(desk: Desk):
    path = desk.file("a.csv", "Extract of May\n\nid;n\n1;x\n2;y\nTotal: 2\n")
    _, rows = desk.read(path, header_row=3, skip_footer=1)
    assert [row["n"] for row in rows] == ["x", "y"]
    _, rows = desk.read(desk.file("b.tsv", "1\tx\n2\ty\n"), header_row=0, columns=("id", "n"))
    assert rows == [{"row_number": 1, "id": "1", "n": "x"}, {"row_number": 2, "id": "2", "n": "y"}]
    _, rows = desk.read(desk.file("b.tsv", "1\tx\n"), header_row=0)
    assert rows == [{"row_number": 1, "c1": "1", "c2": "x"}]


def test_a_file_that_is_ragged_throughout_is_told(desk: Desk):
    path = desk.file("a.csv", "a,b,c\n" + "1,2\n" * 30 + "1,2,3\n")
    reading, rows = desk.read(path)
    assert (len(rows), reading.refused.num_rows, reading.rows_in) == (1, 30, 31)
    assert reading.notes == (
        "30 of 31 rows have another number of cells than the header. If the sender leaves out cells at the end of a "
        "row where they are empty, write `ragged: pad`.",
    )
    reading, rows = desk.read(path, ragged="pad")
    assert (len(rows), reading.notes, rows[0]["c"]) == (31, (), None)


@relaxed
@given(
    rows=st.lists(st.lists(st.text("a é1", max_size=3), min_size=1, max_size=4), min_size=1, max_size=12),
    end=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
)
def test_setting_ragged_rows_aside_gives_what_reading_row_by_row_does(desk: Desk, rows, end, quoting):
    text = written([["1", "2", "3"]] * len(rows) + rows, 3, quoting=quoting, lineterminator=end)
    path = desk.file("a.csv", text)
    quick, found = desk.read(path, delimiter=",")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv_reading, "MOST_RAGGED", -1)
        slow, told = desk.read(path, delimiter=",")
    assert found == told
    assert quick.refused.equals(slow.refused)
    assert (quick.rows_in, quick.notes) == (slow.rows_in, slow.notes)


def test_a_row_with_a_cell_too_many_does_not_slow_the_others(desk: Desk, monkeypatch):
    monkeypatch.setattr(csv_reading, "stage_csv", None)
    reading, rows = desk.read(desk.file("a.csv", "a,b\n1,2\n3,4,5\n6,7\n"))
    assert [(r["row_number"], r["a"]) for r in rows] == [(1, "1"), (3, "6")]
    assert reading.refused.to_pylist()[0]["value"] == "3,4,5"


def test_null_values_are_empty(desk: Desk):
    for text in ("a,b\n-,n/a\n1,-\n", 'a,b\n-,n/a\n1,-\n"x"y,\n'):
        _, rows = desk.read(desk.file("a.csv", text), null_values=("-", "n/a"))
        assert rows[0] == {"row_number": 1, "a": None, "b": None}


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-8-sig", "cp1251", "iso8859-2"])
def test_other_encodings_become_utf8(desk: Desk, encoding):
    words = {"cp1251": "Рынок Сенная улица Большая", "iso8859-2": "Łódź Żółć Kraków Ściana Święty"}
    name = words.get(encoding, "Café Zürich Málaga façade")
    path = desk.file("a.csv", f"id,name\n1,{name}\n".encode(encoding))
    told = encoding if encoding.startswith(("cp1251", "iso")) else ""
    reading, rows = desk.read(path, encoding=told)
    assert rows[0]["name"] == name
    assert list(rows[0]) == ["row_number", "id", "name"]
    assert reading.rows_in == 1


def test_a_guessed_encoding_is_noted(desk: Desk):
    reading, rows = desk.read(
        desk.file("a.csv", "id,name\n1,Café Zürich, Málaga\n".replace(", ", " ").encode("cp1252"))
    )
    assert rows[0]["name"] == "Café Zürich Málaga"
    assert "not UTF-8 (line 2, byte 0xe9)" in reading.notes[0]


def test_the_engine_and_python_agree_on_a_file_of_several_buffers(desk: Desk):
    body = "".join(f'{n},"say ""{n}""{chr(10) if n % 97 == 0 else ""}, end",é{n % 7}\n' for n in range(200_000))
    reading, rows = desk.read(desk.file("big.csv", "id,text,c\n" + body))
    assert not list(desk.scratch.glob("read-*/rows.parquet")) or reading.rows_in == 200_000
    assert without_numbers(rows) == by_dict_reader("id,text,c\n" + body)
    assert [row["row_number"] for row in rows] == list(range(1, 200_001))


@pytest.mark.parametrize(
    ("content", "options", "what"),
    [
        (b"", {}, "the file is empty"),
        (b"\n\n", {}, "no line with column names"),
        (b"a,b\n1,\x00\n", {}, "byte 7 is NUL"),
        ("a,b\n1,é\n".encode("cp1252"), {"encoding": "utf-8"}, "byte 7 (0xe9) is not UTF-8"),
        (b"a,b\n1,2\n", {"encoding": "latin-17"}, "'latin-17' is not known"),
        (b'a,b\n1,"2\n3,4\n', {}, "opened and never closed"),
        (b"a,b\n1,2\n", {"header_row": 9}, "from line 9 on"),
        (b"a,b\n1,2\n", {"delimiter": "||"}, "one character each"),
        (b"a,b\n1,2\n", {"header_row": 0, "columns": ("x",)}, "`columns` names 1"),
        (",".join(f"c{n}" for n in range(100_000)).encode() + b"\n", {}, "100,000 columns"),
        ("é,1\n".encode() * 30 + "ü,2\n".encode("cp1252"), {}, "while 30 other lines are"),
    ],
)
def test_what_cannot_be_read_is_told(desk: Desk, content, options, what):
    before = sorted(desk.scratch.iterdir())
    with pytest.raises(DeliveryError) as fault:
        desk.read(desk.file("a.csv", content), **options)
    assert what in fault.value.what
    assert fault.value.where.startswith("a.csv")
    assert sorted(desk.scratch.iterdir()) == before


@pytest.mark.parametrize("name", ["a*b.csv", "a[1].csv", "a'b.csv", "a?.csv", "é .csv"])
def test_any_name_of_a_file_is_read(desk: Desk, name):
    desk.file("axb.csv", "id\n9\n")
    _, rows = desk.read(desk.file(name, "id,n\n1,x\n"))
    assert rows == [{"row_number": 1, "id": "1", "n": "x"}]
