"""Workbooks: tables an office can filter, with a first sheet that says what they are and a last one that says whence.

No cell is a formula or a link, whatever a register holds, except where our own arithmetic was put in as a `Formula`;
what a sheet or a cell cannot hold is split or cut, and the first sheet says so.
"""

import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException

from tidegate.documents import words as w
from tidegate.documents.cells import Looks, width_of, write_cell
from tidegate.documents.layout import heading_of, tell_source
from tidegate.documents.report import Column, Report, Source, Standing, Table, tables_of
from tidegate.documents.text import clean
from tidegate.errors import ExportError
from tidegate.formats import atomically

_SHEET_ROWS = 1_048_575
"""Rows of a sheet, less its header."""

_MOST_COLUMNS, _LONGEST_NAME = 16_384, 31
_BATCH, _LOOKED_AT = 20_000, 200
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]+")


@dataclass(frozen=True)
class Sheet:
    """A sheet.

    Args:
        name: Its name; shortened and made different from the others where it must be.
        columns: Its columns.
        rows: An Arrow table with as many columns, or rows of values.
        about: What it holds, for the first sheet.
        sources: For each row the rows of registers it rests on; they become a last column.
    Raises:
        ValueError: Columns and rows do not fit.
    """

    name: str
    columns: tuple[Column, ...]
    rows: pa.Table | Sequence[Sequence[Any]]
    about: str = ""
    sources: Sequence[Sequence[Source]] = ()

    def __post_init__(self) -> None:
        """Refuse what no sheet could hold."""
        wide = self.rows.num_columns if isinstance(self.rows, pa.Table) else len(self.rows[0]) if self.rows else None
        if wide not in (None, len(self.columns)):
            raise ValueError(f"sheet '{self.name}': the rows have {wide} cells, there are {len(self.columns)} columns")
        if self.sources and len(self.sources) != len(self.rows):
            raise ValueError(f"sheet '{self.name}': give sources for all {len(self.rows)} rows or for none")


@dataclass(frozen=True)
class Workbook:
    """A workbook.

    Args:
        title: Its title.
        date: The day it was made, which also dates the file.
        sheets: Its sheets.
        language: Of the phrases around the data.
        standing: Purpose, partner, limits, end.
        notes: What a reader must know first.
        sources: What the sheet of sources holds; None to gather it from the rows.
    """

    title: str
    date: date
    sheets: tuple[Sheet, ...]
    language: str = "en"
    standing: Standing = field(default_factory=Standing)
    notes: tuple[str, ...] = ()
    sources: Table | None = None


def report_workbook(report: Report) -> Workbook:
    """Make a workbook of all tables of a report, with all their rows.

    Args:
        report: The report.
    Returns:
        The workbook.
    """
    sheets = tuple(Sheet(t.caption, t.columns, t.rows, t.note, t.sources) for t in tables_of(report))
    return Workbook(report.title, report.date, sheets, report.language, report.standing)


def write_workbook(book: Workbook, path: Path) -> None:
    """Write a workbook.

    Args:
        book: The workbook; equal ones give equal files.
        path: The file.
    Raises:
        ExportError: It cannot be written, or a sheet has too many columns.
    """
    wide = next((s for s in book.sheets if len(s.columns) >= _MOST_COLUMNS), None)
    if wide:
        what = f"the sheet '{wide.name}' has {len(wide.columns):,} columns, a workbook holds {_MOST_COLUMNS:,}"
        raise ExportError(where=str(path), what=what, mend="write this table as CSV or Parquet")
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with atomically(path) as temporary, tempfile.TemporaryDirectory(prefix=".xlsx-", dir=path.parent) as folder:
        made = xlsxwriter.Workbook(str(temporary), options | {"tmpdir": folder})
        try:
            _Writer(made, book).write()
        finally:
            _close(made, path)


def _close(made: Any, path: Path) -> None:
    try:
        made.close()
    except XlsxWriterException as fault:
        what = f"the workbook cannot be written ({fault})"
        raise ExportError(where=str(path), what=what, mend="check the room on the disk") from fault


class _Writer:
    """Writes one workbook, and keeps what the first sheet has to tell of the others."""

    def __init__(self, made: Any, book: Workbook) -> None:
        self.made, self.book, self.looks = made, book, Looks(made)
        self.names: set[str] = set()
        self.cut = 0
        self.told: list[tuple[str, int, str]] = []

    def write(self) -> None:
        book = self.book
        noon = datetime(book.date.year, book.date.month, book.date.day, 12)  # noqa: DTZ001 - a workbook has no zone
        self.made.set_properties(
            {"created": noon, "title": clean(book.title)[:255], "author": book.standing.city[:255]}
        )
        # It comes first, and is written last, when it is known what the others hold.
        first = self.made.add_worksheet(self._name(self.say("read_me")))
        for sheet in book.sheets:
            self._sheet(sheet)
        self._sources()
        self._read_me(first)

    def say(self, name: str, **values: object) -> str:
        return w.phrase(name, self.book.language, **values)

    def _name(self, wanted: str, part: int = 1) -> str:
        """Give a sheet a name that a workbook allows and no other sheet has."""
        plain = _NOT_IN_NAMES.sub("-", clean(wanted)).strip("' ") or "-"
        for n in range(part, 10_000):
            tail = f" ({n})" if n > 1 else ""
            name = plain[: _LONGEST_NAME - len(tail)].strip("' ") + tail
            if name.lower() not in self.names and name.lower() != "history":
                break
        self.names.add(name.lower())
        return name

    def _sheet(self, sheet: Sheet) -> None:
        columns = (*sheet.columns, Column(self.say("source"), wide=True)) if sheet.sources else sheet.columns
        rows = list(sheet.rows[:_LOOKED_AT]) if not isinstance(sheet.rows, pa.Table) else list(
            zip(*(c.to_pylist() for c in sheet.rows.slice(0, _LOOKED_AT).columns), strict=True))  # fmt: skip
        widths = [width_of(c, [row[n] for row in rows if n < len(row)]) for n, c in enumerate(columns)]
        looks = [self.looks.of(column) for column in columns]
        names: list[str] = []
        made, at = None, 0
        for cells in self._rows(sheet):
            if made is None or at == _SHEET_ROWS:
                self._finish(made, at, len(columns))
                made, at = self._begin(sheet.name, names, columns, widths), 0
            at += 1
            for n, value in enumerate(cells):
                self.cut += write_cell(made, at, n, value, columns[n], looks[n])
        made = made or self._begin(sheet.name, names, columns, widths)
        self._finish(made, at, len(columns))
        split = self.say("split_sheet", names=", ".join(names[1:])) if len(names) > 1 else ""
        self.told.append((names[0], len(sheet.rows), "; ".join(t for t in (clean(sheet.about), split) if t)))

    def _rows(self, sheet: Sheet) -> Iterator[Sequence[Any]]:
        if isinstance(sheet.rows, pa.Table):
            batches = sheet.rows.to_batches(max_chunksize=_BATCH)
            rows: Iterable[Sequence[Any]] = (
                row for batch in batches for row in zip(*(c.to_pylist() for c in batch.columns), strict=True)
            )
        else:
            rows = sheet.rows
        if not sheet.sources:
            return iter(rows)
        language = self.book.language
        return (
            (*row, "; ".join(tell_source(s, language) for s in sources))
            for row, sources in zip(rows, sheet.sources, strict=True)
        )

    def _begin(self, wanted: str, names: list[str], columns: Sequence[Column], widths: Sequence[int]) -> Any:
        names.append(self._name(wanted, len(names) + 1))
        made = self.made.add_worksheet(names[-1])
        made.freeze_panes(1, 1 if len(columns) > 3 else 0)
        for n, column in enumerate(columns):
            made.set_column(n, n, widths[n])
            made.write_string(0, n, clean(heading_of(column))[:255], self.looks.head)
        self._paper(made, names[-1])
        made.repeat_rows(0)
        return made

    def _finish(self, made: Any, rows: int, columns: int) -> None:
        if made is not None:
            made.autofilter(0, 0, rows, columns - 1)

    def _paper(self, made: Any, name: str) -> None:
        """Say on every printed page what it is and how long it may be kept."""
        standing, language = self.book.standing, self.book.language
        ends = w.day(standing.expires_on, language, short=True)
        end = self.say("expires_short", date=ends) if standing.expires_on else ""
        left = self.say("invented") if standing.invented else clean(self.book.title)
        made.set_landscape()
        made.set_paper(9)
        made.fit_to_pages(1, 0)
        made.set_header(f"&L{_literal(left)}&R{_literal(end)}")
        made.set_footer(f"&L{_literal(name)} · {_literal(standing.picture)}&R&P/&N")

    def _sources(self) -> None:
        table = self.book.sources
        if table is None:
            cited = Counter(
                (s.register, s.delivery) for sheet in self.book.sheets for row in sheet.sources for s in row
            )
            columns = tuple(Column(self.say(name)) for name in ("register", "delivery"))
            rows = [(register, delivery, n) for (register, delivery), n in sorted(cited.items())]
            table = Table(self.say("sources"), (*columns, Column(self.say("cited"), "number")), rows)
        self._sheet(Sheet(self.say("sources"), table.columns, table.rows, table.note, table.sources))

    def _read_me(self, made: Any) -> None:
        made.set_column(0, 0, 34)
        made.set_column(1, 1, 14)
        made.set_column(2, 2, 90)
        made.hide_gridlines(2)
        self._paper(made, self.say("read_me"))
        for row, (cells, look) in enumerate(self._lines()):
            for n, value in enumerate(cells):
                if isinstance(value, int):
                    made.write_number(row, n, value, self.looks.whole)
                elif value:
                    made.write_string(row, n, clean(value)[:32_000], look if n == 0 else self.looks.wrapped)

    def _lines(self) -> Iterator[tuple[tuple[str | int, ...], Any]]:
        book, looks = self.book, self.looks
        yield (book.title,), looks.title
        if book.standing.invented:
            yield (self.say("invented"),), looks.mind
        yield (), None
        standing = book.standing
        end = w.day(standing.expires_on, book.language) if standing.expires_on else ""
        made_on = w.day(book.date, book.language)
        facts = (("city", standing.city), ("purpose", standing.purpose), ("partner", standing.partner),
                 ("date", made_on), ("picture", standing.picture), ("expires", end))  # fmt: skip
        for fact, value in facts:
            if value:
                yield (self.say(fact), "", value), looks.grey
        cut = (self.say("cut_text", n=w.number(self.cut, book.language)),) if self.cut else ()
        for title, texts in (("limits", standing.limits), ("note", (*book.notes, *cut))):
            for n, text in enumerate(texts):
                yield ("" if n else self.say(title), "", text), looks.grey
        yield (), None
        yield (self.say("sheet"), self.say("rows"), self.say("what")), looks.bold
        for name, rows, about in self.told:
            yield (name, rows, about), looks.plain
        yield (), None
        yield (self.say("column"), self.say("kind"), self.say("sheet")), looks.bold
        for sheet, (name, _, _) in zip(book.sheets, self.told, strict=False):
            for column in sheet.columns:
                kind = self.say("moment" if column.kind == "date" else column.kind)
                yield (heading_of(column), kind, name), looks.plain


def _literal(text: str) -> str:
    """Write a text into the head of a printed page, where & begins a command."""
    return clean(text)[:90].replace("&", "&&")
