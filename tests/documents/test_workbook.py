"""Workbooks that come back as they were, without formulas, and that tell what they could not hold."""

from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.documents.samples import DAY, HOSTILE, report, streets
from tidegate.documents import (
    Column,
    Formula,
    Report,
    Sheet,
    Standing,
    Workbook,
    report_workbook,
    workbook,
    write_workbook,
)
from tidegate.documents.cells import LONGEST
from tidegate.errors import ExportError


def written(book, path, name="w.xlsx"):
    write_workbook(book, path / name)
    return openpyxl.load_workbook(path / name)


def midnight(*day):
    return datetime.combine(date(*day), time())


def cells(sheet):
    return [[c.value for c in row] for row in sheet.iter_rows()]


def one(columns, rows, **more):
    return Workbook("Title", DAY, (Sheet("Things", columns, rows),), **more)


def test_a_report_becomes_a_workbook_with_all_rows(tmp_path: Path):
    found = written(report_workbook(report(streets(30, most=5))), tmp_path)
    assert found.sheetnames == ["Read me", "Streets", "Sources"]
    rows = cells(found["Streets"])
    assert rows[0] == ["Street", "Incidents", "Area (m²)", "Share", "Since", "Source"]
    assert len(rows) == 31
    assert rows[2][:5] == ["Havenkade 1", 1000, 1.25, 0.01, midnight(2024, 2, 1)]
    assert rows[2][5] == "incidents, 2024-12-31, row 10; incidents, 2024-12-31, row 11"
    assert cells(found["Sources"])[1:] == [["incidents", "2024-12-31", 90]]


def test_it_is_made_to_be_filtered_and_read(tmp_path: Path):
    sheet = written(report_workbook(report(streets(30))), tmp_path)["Streets"]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:F31"
    assert [sheet.cell(2, n).number_format for n in range(2, 6)] == ["#,##0", "#,##0.0", "0.0%", "yyyy-mm-dd"]
    assert sheet.cell(1, 1).font.b
    assert sheet.print_title_rows == "$1:$1"


def test_the_first_sheet_says_what_it_is(tmp_path: Path):
    text = str(cells(written(report_workbook(report()), tmp_path)["Read me"]))
    for said in ("Where incidents gather", "This city is invented", "Prevention", "1\\xa0May\\xa02027", "Links may be"):
        assert said in text
    dutch = written(report_workbook(report(language="nl")), tmp_path)
    assert dutch.sheetnames == ["Lees mij", "Streets", "The same", "Bronnen"]


def test_no_cell_is_a_formula_or_a_link(tmp_path: Path):
    book = one((Column("a"), Column("=1+1")), [(t, t) for t in HOSTILE], notes=HOSTILE[:8],
               standing=Standing(city="=1+1", picture="&D", limits=("=2",)))  # fmt: skip
    found = written(book, tmp_path)
    assert {c.data_type for sheet in found for row in sheet.iter_rows() for c in row} <= {"s", "n"}
    assert not [c for sheet in found for row in sheet.iter_rows() for c in row if c.hyperlink]
    assert "=HYPERLINK(1)" in [row[0] for row in cells(found["Things"])]
    assert "&&D" in found["Things"].oddFooter.left.text or "&D" in found["Things"].oddFooter.left.text


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(max_size=20), min_size=1, max_size=10))
def test_any_text_is_text(tmp_path_factory, texts):
    found = written(one((Column("a"),), [(t,) for t in texts]), tmp_path_factory.mktemp("x"))
    assert {c.data_type for row in found["Things"].iter_rows() for c in row} <= {"s", "n"}
    assert found["Things"].max_row <= len(texts) + 1


def test_values_are_what_they_are(tmp_path: Path):
    rows = pa.table({
        "n": pa.array([1.5, None, float("nan")]), "i": pa.array([10**16, 7, None]),
        "d": pa.array([date(2026, 3, 1), date(1850, 1, 1), None]), "b": [True, None, False],
    })  # fmt: skip
    book = one((Column("n", "number"), Column("i", "number"), Column("d", "date"), Column("b")), rows)
    assert cells(written(book, tmp_path)["Things"])[1:] == [
        [1.5, str(10**16), midnight(2026, 3, 1), True],
        [None, 7, "1850-01-01", None],
        [None, None, None, False],
    ]


def test_a_p_value_keeps_its_number_and_is_shown_by_its_size(tmp_path: Path):
    found = written(one((Column("p", "p"),), pa.table({"p": [0.0000012, 0.04]})), tmp_path)["Things"]
    assert [found.cell(row, 1).value for row in (2, 3)] == [0.0000012, 0.04]
    assert found.cell(2, 1).number_format == "[<0.001]0E+00;0.000"


def test_equal_books_are_equal_files(tmp_path: Path):
    write_workbook(report_workbook(report()), tmp_path / "a.xlsx")
    write_workbook(report_workbook(report()), tmp_path / "b.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.xlsx", "b.xlsx"]


def test_a_text_longer_than_a_cell_is_cut_and_told(tmp_path: Path):
    found = written(one((Column("a"),), [("x" * 40_000,), ("\N{GRINNING FACE}" * 20_000,)]), tmp_path)
    kept = [row[0] for row in cells(found["Things"])[1:]]
    assert all(text.endswith(" […]") for text in kept)
    assert all(len(text.encode("utf-16-le")) // 2 <= LONGEST for text in kept)
    assert "Texts too long for a cell (2) are cut" in str(cells(found["Read me"]))


def test_a_table_longer_than_a_sheet_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(workbook, "_SHEET_ROWS", 3)
    found = written(one((Column("n", "number"),), [(n,) for n in range(7)]), tmp_path)
    assert found.sheetnames[1:4] == ["Things", "Things (2)", "Things (3)"]
    assert [v for name in found.sheetnames[1:4] for (v,) in cells(found[name])[1:]] == list(range(7))
    assert "longer than a sheet; it goes on in Things (2), Things (3)" in str(cells(found["Read me"]))


def test_names_of_sheets_are_allowed_and_differ(tmp_path: Path):
    names = ("a/b:c*?[d]\\", "A-B-C-D-", "x" * 60, "x" * 60, "", "'q'", "History", "Read me")
    sheets = tuple(Sheet(n, (Column("a"),), [("1",)]) for n in names)
    found = written(Workbook("T", DAY, sheets), tmp_path).sheetnames
    assert len({n.lower() for n in found}) == len(names) + 2
    assert all(0 < len(n) <= 31 for n in found)
    assert "history" not in [n.lower() for n in found]


def test_empty_tables_have_their_headings(tmp_path: Path):
    assert cells(written(one((Column("a"),), []), tmp_path)["Things"]) == [["a"]]
    assert written(report_workbook(Report("T", DAY)), tmp_path).sheetnames == ["Read me", "Sources"]


def test_the_messages(tmp_path: Path):
    with pytest.raises(ValueError, match="sheet 'S': the rows have 1 cells, there are 2 columns"):
        Sheet("S", (Column("a"), Column("b")), [("x",)])
    with pytest.raises(ExportError, match="Write this table as CSV or Parquet"):
        write_workbook(one(tuple(Column("a") for _ in range(16_384)), []), tmp_path / "w.xlsx")
    with pytest.raises(ExportError, match="Check that the folder exists"):
        write_workbook(one((Column("a"),), []), tmp_path / "none" / "w.xlsx")


def test_our_own_arithmetic_is_live_and_keeps_its_value(tmp_path: Path):
    book = one((Column("Text"), Column("Number", "number", digits=2)), [("=1+1", 2.5), ("sum", Formula("=B2*2", 5.0))])
    write_workbook(book, tmp_path / "f.xlsx")
    live = openpyxl.load_workbook(tmp_path / "f.xlsx")["Things"]
    kept = openpyxl.load_workbook(tmp_path / "f.xlsx", data_only=True)["Things"]
    assert [live[c].data_type for c in ("A2", "B2", "B3")] == ["s", "n", "f"]
    assert (live["B3"].value, kept["B3"].value) == ("=B2*2", 5)
