"""A workbook becomes the text a person sees, whatever its cells hold."""

import io
from datetime import date, datetime, time

import openpyxl
import pytest

from tests.formats.conftest import Desk
from tidegate.errors import DeliveryError


def book(desk: Desk, *rows, name="a.xlsx", at=(1, 1), title="Blad1"):
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = title
    for y, row in enumerate(rows):
        for x, value in enumerate(row):
            if value is not None:
                sheet.cell(at[0] + y, at[1] + x, value)
    made.create_sheet("Empty")
    out = io.BytesIO()
    made.save(out)
    return desk.file(name, out.getvalue())


def test_cells_of_every_kind(desk: Desk):
    moment = datetime.fromisoformat("2020-01-02T13:04:05")
    path = book(
        desk,
        ["n", "sum", "on", "at", "open", "code", "hour", "long"],
        [1, 2.5, date(2020, 1, 2), moment, True, "007", time(13, 5), 12345678901234],
        [None, 3.0, None, None, False, " x ", None, None],
    )
    reading, rows = desk.read(path)
    assert rows[0] == {
        "row_number": 1, "n": "1", "sum": "2.5", "on": "2020-01-02", "at": "2020-01-02T13:04:05",
        "open": "true", "code": "007", "hour": "13:05:00", "long": "12345678901234",
    }  # fmt: skip
    assert (rows[1]["n"], rows[1]["sum"], rows[1]["open"], rows[1]["code"]) == (None, "3", "false", " x ")
    assert reading.rows_in == 2


def test_blank_rows_and_a_preamble_are_passed_over(desk: Desk):
    path = book(desk, ["Extract of May"], [], ["id", "id"], [1, "a"], [], [2, "b"], ["Total", 2])
    reading, rows = desk.read(path, header_row=3, skip_footer=1)
    assert [(row["id"], row["id_2"]) for row in rows] == [("1", "a"), ("2", "b")]
    assert (reading.rows_in, [row["row_number"] for row in rows]) == (2, [1, 2])


def test_blank_rows_can_be_kept_so_that_row_numbers_are_those_of_the_sheet(desk: Desk):
    reading, rows = desk.read(book(desk, ["id"], [1], [], [2]), keep_blank=True)
    assert [(row["row_number"], row["id"]) for row in rows] == [(1, "1"), (2, None), (3, "2")]
    assert reading.rows_in == 3


def test_a_table_in_the_middle_of_a_sheet(desk: Desk):
    _, rows = desk.read(book(desk, ["id", "n"], [1, "x"], at=(3, 2)), header_row=3)
    assert rows == [{"row_number": 1, "id": "1", "n": "x"}]


def test_names_given_where_there_is_no_header(desk: Desk):
    path = book(desk, [1, "x"], [2, "y"])
    assert desk.read(path, header_row=0)[0].columns == ("c1", "c2")
    assert desk.read(path, header_row=0, columns=("id", "n"))[1][1] == {"row_number": 2, "id": "2", "n": "y"}
    with pytest.raises(DeliveryError, match="names 1 columns, the sheet has 2"):
        desk.read(path, header_row=0, columns=("id",))


def test_errors_of_the_workbook_are_noted(desk: Desk):
    reading, rows = desk.read(book(desk, ["id", "n"], [1, "#N/A"], [2, "#DIV/0!"]))
    assert [row["n"] for row in rows] == [None, None]
    assert any("2 cells hold an error" in note for note in reading.notes)


@pytest.mark.parametrize(
    ("rows", "options", "what"),
    [
        ([["id"], [1]], {"sheet": "Empty"}, "it is empty"),
        ([["id"], [1]], {"header_row": 9}, "row 9 of the sheet holds no column names"),
        ([["id"], [1]], {"sheet": "Blad9"}, "no sheet 'Blad9'; it has 'Blad1', 'Empty'"),
    ],
)
def test_what_is_not_there_is_told(desk: Desk, rows, options, what):
    with pytest.raises(DeliveryError) as fault:
        desk.read(book(desk, *rows), **options)
    assert what in fault.value.what
