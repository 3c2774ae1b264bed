import csv
import gzip
import io
import json
import xml.etree.ElementTree as ElementTree
import zipfile

import openpyxl
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from tidegate.demo.deliveries.sinks import Delimited, Elements, JsonLines, Workbook, content, open_stream, text_lines

cell = st.one_of(
    st.none(),
    st.text(st.characters(codec="cp1252", exclude_characters="\r\n\x01\x00", exclude_categories=["Cc"]), max_size=8),
)
table = st.lists(st.tuples(cell, cell), min_size=1, max_size=12)


def columns(rows):
    return {name: pa.array([row[i] for row in rows], pa.string()) for i, name in enumerate(("a", "b"))}


class Kept(io.BytesIO):
    def close(self):
        self.bytes = self.getvalue()


@given(table)
def test_delimited_text_reads_back_with_the_standard_library(rows):
    stream = Kept()
    sink = Delimited(stream, ["a", "b"], ";", "cp1252")
    sink.write(columns(rows))
    sink.close()
    back = list(csv.reader(io.StringIO(stream.bytes.decode("cp1252"), newline=""), delimiter=";"))
    assert back == [["a", "b"], *[[a or "", b or ""] for a, b in rows]]


@given(table)
def test_json_lines_read_back(rows):
    stream = Kept()
    sink = JsonLines(stream)
    sink.write(columns(rows))
    sink.close()
    back = [json.loads(line) for line in stream.bytes.decode().split("\n") if line]
    assert [(row["a"], row["b"]) for row in back] == rows


@given(table)
def test_elements_read_back(rows):
    stream = Kept()
    sink = Elements(stream, "Alle", "Een")
    sink.write(columns(rows))
    sink.close()
    root = ElementTree.fromstring(stream.bytes)
    assert [(one.findtext("a"), one.findtext("b")) for one in root] == [(a or "", b or "") for a, b in rows]


def test_a_ragged_row_has_a_cell_too_many():
    stream = Kept()
    sink = Delimited(stream, ["a"], ";", "utf-8-sig")
    sink.write({"a": pa.array(["x", "y"]), Delimited.RAGGED: pa.array(["", ";?"])})
    sink.close()
    assert stream.bytes == b"\xef\xbb\xbfa\r\nx\r\ny;?\r\n"


def test_content_of_a_slice_is_the_slice():
    lines = text_lines([pa.array(["a", None, "c", "d"]), "|"])
    assert content(lines.slice(1, 2)) == b"|c|"


def test_packed_files_hold_one_member_and_are_the_same_bytes_again(tmp_path):
    for name in ("x.csv.gz", "x.csv.zip"):
        made = []
        for folder in ("one", "two"):
            path = tmp_path / folder / name
            path.parent.mkdir(exist_ok=True)
            sink = Delimited(open_stream(path), ["a"], ",", "utf-8")
            sink.write({"a": pa.array(["1"] * 1000)})
            sink.close()
            made.append(path.read_bytes())
        assert made[0] == made[1]
    assert gzip.decompress((tmp_path / "one" / "x.csv.gz").read_bytes()).startswith(b"a\r\n1\r\n")
    with zipfile.ZipFile(tmp_path / "one" / "x.csv.zip") as archive:
        assert archive.namelist() == ["x.csv"]


def test_a_workbook_has_titles_rows_and_a_footer(tmp_path):
    path = tmp_path / "x.xlsx"
    sink = Workbook(path, ["a", "n"], ["Titel", "Stand"], "Einde", ["n"])
    sink.write({"a": pa.array(["=1+1", None]), "n": pa.array(["12.5", "n.n.b."])})
    sink.close()
    book = openpyxl.load_workbook(path)
    cells = [[c.value for c in row] for row in book["Blad1"].iter_rows()]
    assert cells == [["Titel", None], ["Stand", None], ["a", "n"], ["=1+1", 12.5], [None, "n.n.b."], ["Einde", None]]
