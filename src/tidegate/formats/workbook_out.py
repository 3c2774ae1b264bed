"""Workbooks that leave: first where everything comes from, then the tables.

A text is always a text: no cell becomes a formula or a link, whatever it begins with.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from tidegate.errors import ExportError
from tidegate.formats.leaving import Rows, batches, is_list, lists_as_json, schema_of, written_beside

SHEET_ROWS = 1_048_576
"""Rows of a sheet, the header included; what is longer goes on in a further sheet."""

_SHEET_COLUMNS = 16_384
_CELL = 32_767
_EXACT = 2**53
_FIRST_DAY = date(1900, 3, 1)
"""Before this day spreadsheet programs disagree about dates, so that older ones are written as text."""

_WIDTH = 18
_SOURCES = "Sources"


def write_xlsx(
    tables: Mapping[str, Rows],
    path: Path,
    *,
    sources: Sequence[tuple[str, str]],
    created: datetime,
    sheet_rows: int = SHEET_ROWS,
) -> int:
    """Write tables as a workbook.

    Args:
        tables: The rows of each sheet by its name.
        path: The file; it is replaced in one step.
        sources: What the first sheet says, as label and value: where the rows come from, when, by what right.
        created: The moment the workbook gives as its own; with it equal tables give equal bytes.
        sheet_rows: Rows of a sheet at most, the header included.
    Returns:
        Number of rows written.
    Raises:
        ExportError: A table has more columns than a sheet can hold, or the file cannot be written.
    """
    for name, rows in tables.items():
        if len(schema_of(rows).names) > _SHEET_COLUMNS:
            raise ExportError(
                where=f"{path.name}, sheet '{name}'",
                what=f"it has more than {_SHEET_COLUMNS:,} columns",
                mend="choose the columns that are needed",
            )
    with written_beside(path) as beside:
        book = _Book(beside, created, sheet_rows)
        first = book.sheet(_SOURCES)
        for name, rows in tables.items():
            book.table(name, rows)
        book.tell(first, sources)
        book.close(path)
    return book.rows


class _Book:
    """A workbook being written; rows go to disk as they come."""

    def __init__(self, path: Path, created: datetime, sheet_rows: int) -> None:
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "nan_inf_to_errors": True,
        }
        self._book = xlsxwriter.Workbook(str(path), options)
        self._book.set_properties({"created": created.replace(tzinfo=None)})
        self._bold = self._book.add_format({"bold": True})
        self._day = self._book.add_format({"num_format": "yyyy-mm-dd"})
        self._moment = self._book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self._most = max(sheet_rows, 2)
        self._names: set[str] = set()
        self.rows = 0
        self._cut = 0

    def sheet(self, wished: str) -> Any:
        # A sheet's name has at most 31 characters, and none of these.
        plain = re.sub(r"[\[\]:*?/\\]", "-", wished).strip("'")[:31] or "Sheet"
        name, number = plain, 1
        while name.casefold() in self._names:
            number += 1
            name = f"{plain[: 31 - len(str(number)) - 3]} ({number})"
        self._names.add(name.casefold())
        return self._book.add_worksheet(name)

    def table(self, name: str, rows: Rows) -> None:
        fields = schema_of(rows)
        sheet, at = self._started(name, fields.names), 1
        for batch in batches(rows):
            columns = [lists_as_json(c).to_pylist() if is_list(c.type) else c.to_pylist() for c in batch.columns]
            for cells in zip(*columns, strict=True):
                if at == self._most:
                    sheet, at = self._started(name, fields.names), 1
                for column, value in enumerate(cells):
                    if value is not None:
                        self._write(sheet, at, column, value)
                at += 1
            self.rows += batch.num_rows

    def _started(self, name: str, columns: list[str]) -> Any:
        sheet = self.sheet(name)
        sheet.set_column(0, max(len(columns) - 1, 0), _WIDTH)
        sheet.freeze_panes(1, 0)
        for column, label in enumerate(columns):
            sheet.write_string(0, column, label[:_CELL], self._bold)
        return sheet

    def _write(self, sheet: Any, row: int, column: int, value: Any) -> None:
        if isinstance(value, bool):
            sheet.write_boolean(row, column, value)
        elif isinstance(value, int) and abs(value) > _EXACT:
            sheet.write_string(row, column, str(value))
        elif isinstance(value, (int, float)):
            sheet.write_number(row, column, value)
        elif isinstance(value, datetime) and value.date() >= _FIRST_DAY and value.tzinfo is None:
            sheet.write_datetime(row, column, value, self._moment)
        elif isinstance(value, date) and not isinstance(value, datetime) and value >= _FIRST_DAY:
            sheet.write_datetime(row, column, value, self._day)
        else:
            self._text(sheet, row, column, value)

    def _text(self, sheet: Any, row: int, column: int, value: Any) -> None:
        text = value.isoformat() if isinstance(value, date) else str(value)
        if len(text) > _CELL:
            self._cut += 1
            text = text[: _CELL - 1] + "…"
        if text:
            sheet.write_string(row, column, text)

    def tell(self, sheet: Any, sources: Sequence[tuple[str, str]]) -> None:
        told = list(sources)
        if self._cut:
            told.append(("Cut", f"{self._cut} cells are longer than a sheet can hold; they end in …"))
        sheet.set_column(0, 0, 30)
        sheet.set_column(1, 1, 90)
        for row, (label, value) in enumerate(told):
            sheet.write_string(row, 0, label[:_CELL], self._bold)
            sheet.write_string(row, 1, value[:_CELL])

    def close(self, path: Path) -> None:
        try:
            self._book.close()
        except xlsxwriter.exceptions.XlsxWriterException as fault:
            raise ExportError(
                where=str(path), what=f"the workbook cannot be written ({fault})", mend="check the folder and its room"
            ) from fault
