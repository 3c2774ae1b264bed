"""What leaves comes back the same, cannot act, and is seen whole or not at all."""

import csv
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.formats.conftest import Desk
from tidegate import formats
from tidegate.errors import ExportError
from tidegate.formats import writing

TABLE = pa.table(
    {
        "id": [1, 2],
        "name": ["Café", "=HYPERLINK(1)"],
        "on": [date(2014, 12, 31), None],
        "at": [datetime.fromisoformat("2014-12-31T13:05"), None],
        "sum": [-12.5, 3.0],
        "open": [True, None],
        "longitude": [4.9, None],
        "latitude": [52.37, None],
    }
)


def test_csv_comes_back(desk: Desk):
    path = desk.folder / "out.csv"
    formats.write_csv(TABLE, path, bom=True)
    _, rows = desk.read(path)
    assert (rows[0]["name"], rows[0]["on"], rows[0]["sum"], rows[0]["open"]) == ("Café", "2014-12-31", "-12.5", "true")
    assert rows[1]["name"] == "'=HYPERLINK(1)"
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")


@given(st.text(max_size=8))
def test_no_cell_of_a_csv_begins_like_a_formula(text):
    found = formats.harmless(text)
    assert found in (text, f"'{text}")
    assert not found.startswith(("=", "@", "\t", "\r"))
    if found.startswith(("+", "-")):
        float(found.replace(",", "").replace(".", ""))


def test_a_workbook_comes_back_without_formulas(desk: Desk):
    path = desk.folder / "out.xlsx"
    formats.write_xlsx({"things": TABLE}, path, sources=[("Register", "Licences"), ("Holder", "=1+1")])
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Sources", "things"]
    assert [[c.value for c in row] for row in book["Sources"].iter_rows()] == [
        ["Register", "Licences"],
        ["Holder", "=1+1"],
    ]
    assert {c.data_type for sheet in book for row in sheet.iter_rows() for c in row} <= {"s", "n", "b"}
    _, rows = desk.read(path, sheet="things")
    assert [row["name"] for row in rows] == ["Café", "=HYPERLINK(1)"]
    assert (rows[0]["on"], rows[0]["at"], rows[1]["sum"]) == ("2014-12-31", "2014-12-31T13:05:00", "3")


def test_equal_tables_give_equal_files(tmp_path: Path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        formats.write_xlsx({"things": TABLE}, tmp_path / name / "x.xlsx", sources=[])
        formats.write_parquet(TABLE, tmp_path / name / "x.parquet")
        formats.write_csv(TABLE, tmp_path / name / "x.csv")
    for file in ("x.xlsx", "x.parquet", "x.csv"):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


def test_a_long_table_goes_on_in_a_second_sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(writing, "_SHEET_ROWS", 3)
    formats.write_xlsx({"n": pa.table({"n": list(range(7))})}, tmp_path / "x.xlsx", sources=[])
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    assert book.sheetnames == ["Sources", "n", "n (2)", "n (3)"]
    values = [row[0].value for name in book.sheetnames[1:] for row in book[name].iter_rows(min_row=2)]
    assert values == list(range(7))


def test_a_map_comes_back(desk: Desk):
    path = desk.folder / "out.gpkg"
    assert formats.write_geopackage(TABLE.drop_columns(["open"]), path, layer="things") == 1
    reading, rows = desk.read(path)
    assert reading.rows_in == 1
    assert (rows[0]["name"], rows[0]["geometry"]) == ("Café", "POINT (4.9 52.37)")


def test_entities_are_lines(desk: Desk):
    path = desk.folder / "out.ftm"
    entity = {"id": "a", "schema": "Company", "properties": {"name": ["A", "B"]}}
    assert formats.write_ftm_lines([entity], path) == 1
    _, rows = desk.read(path)
    assert rows[0] == {"row_number": 1, "id": "a", "properties.name": '["A","B"]', "schema": "Company"}


def test_a_broken_off_file_leaves_the_old_one(tmp_path: Path):
    path = tmp_path / "x.ftm"
    path.write_text("old")

    def breaking():
        yield {"id": "a"}
        raise RuntimeError

    with pytest.raises(RuntimeError):
        formats.write_ftm_lines(breaking(), path)
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["x.ftm"]


def test_what_cannot_be_written_is_told(tmp_path: Path):
    with pytest.raises(ExportError, match="cannot be written"):
        formats.write_csv(TABLE, tmp_path / "nowhere" / "x.csv")
    with pytest.raises(ExportError, match="no columns longitude"):
        formats.write_geopackage(TABLE.select(["id"]), tmp_path / "x.gpkg", layer="x")
    with pytest.raises(ExportError, match="40,000 characters"):
        formats.write_xlsx({"n": pa.table({"n": ["x" * 40_000]})}, tmp_path / "x.xlsx", sources=[])
    assert not list(tmp_path.iterdir())


@given(st.lists(st.lists(st.text(alphabet='ab",;\n =', max_size=5), min_size=2, max_size=2), max_size=6))
def test_csv_is_what_the_csv_module_reads(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("csv") / "x.csv"
    columns = list(zip(*rows, strict=True)) or [(), ()]
    formats.write_csv(pa.table({"a": pa.array(columns[0], "string"), "b": pa.array(columns[1], "string")}), path)
    with path.open(encoding="utf-8", newline="") as source:
        found = list(csv.reader(source))
    assert found[1:] == [[formats.harmless(c) for c in row] for row in rows]
