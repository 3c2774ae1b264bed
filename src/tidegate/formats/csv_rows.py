"""CSV read row by row with Python's own reader, for files that are not quite regular."""

import csv
import shutil
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from tidegate.errors import DeliveryError
from tidegate.formats.csv_shape import Ragged, quoting
from tidegate.formats.reading import Limits, ReadOptions
from tidegate.formats.staging import RefusedRows, StagedRows

_TAIL = "a word that ends a cell which was left open"


@dataclass
class Records:
    """The records of a CSV file, one after the other, blank lines left out.

    Args:
        source: The text, opened with `newline=""`.
        delimiter: Between two cells.
        quote: Around a cell, or empty.
        limits: The longest cell.
        where: What the errors call the file.
        skip: Lines to pass over before the first record.
    """

    source: IO[str]
    delimiter: str
    quote: str
    limits: Limits
    where: str
    skip: int = 0
    raw: list[str] = field(default_factory=list)
    """The lines of the record that was given last."""
    _coming: list[str] = field(default_factory=list)

    def __iter__(self) -> Iterator[list[str]]:
        # The limit is the csv module's only one and holds for the process; every reader of this room sets it anew.
        csv.field_size_limit(self.limits.line_mib << 20)
        reader = csv.reader(self._lines(), skipinitialspace=True, **quoting(self.delimiter, self.quote))
        try:
            for record in reader:
                self.raw, self._coming = self._coming, []
                if record:
                    yield record
        except csv.Error as fault:
            raise DeliveryError(
                where=f"{self.where}, line {self.skip + reader.line_num:,}",
                what=f"a cell is longer than {self.limits.line_mib} MiB, or is no text ({fault})",
                mend="look for a quote that is opened in an earlier line and never closed",
            ) from fault

    def _lines(self) -> Iterator[str]:
        for _ in range(self.skip):
            self.source.readline()
        for line in self.source:
            self._coming.append(line)
            yield line

    def left_open(self) -> bool:
        """Say whether the record that was given last ends within quotes."""
        lines = [*self.raw, "\n", _TAIL]
        records = list(csv.reader(lines, skipinitialspace=True, **quoting(self.delimiter, self.quote)))
        return bool(self.raw) and records[-1] != [_TAIL]


def head_record(path: Path, options: ReadOptions, delimiter: str, limits: Limits, where: str) -> list[str]:
    """Read the record that holds the names of the columns, or the first where there are none.

    Args:
        path: The file, in UTF-8.
        options: `header_row` and `quote`.
        delimiter: Between two cells.
        limits: The longest cell.
        where: What the errors call the file.
    Returns:
        Its cells.
    Raises:
        DeliveryError: There is no such line.
    """
    with path.open(encoding="utf-8-sig", newline="") as source:
        records = Records(source, delimiter, options.quote, limits, where, skip=max(options.header_row - 1, 0))
        for record in records:
            return record
    raise DeliveryError(
        where=where,
        what=f"there is no line with column names from line {max(options.header_row, 1)} on",
        mend="check `header_row`, and whether the file holds anything but blank lines",
    )


@dataclass(frozen=True)
class Layout:
    """How the cells of a CSV file become columns.

    Args:
        delimiter: Between two cells.
        width: Number of cells that a row should have.
        columns: Name of each column, and which cell of a row it is, from 0.
    """

    delimiter: str
    width: int
    columns: tuple[tuple[str, int], ...]


def stage_csv(
    path: Path, target: Path, layout: Layout, options: ReadOptions, limits: Limits, where: str
) -> tuple[int, RefusedRows]:
    """Write the rows of a CSV file into a Parquet file.

    Args:
        path: The file, in UTF-8.
        target: The Parquet file.
        layout: Its cells and columns.
        options: How to read it.
        limits: The longest cell.
        where: What the errors call the file.
    Returns:
        The number of rows in the file, and those that were refused.
    Raises:
        DeliveryError: A cell has no end, or too many rows are refused.
    """
    refused, width = RefusedRows(where), layout.width
    names = [name for name, _ in layout.columns]
    cells = [cell for _, cell in layout.columns]
    in_order = cells == list(range(width))
    number = 0
    with (
        path.open(encoding="utf-8-sig", newline="") as source,
        StagedRows(target, names, options.null_values) as staged,
    ):
        skip = max(options.header_row - 1, 0)
        records = Records(source, layout.delimiter, options.quote, limits, where, skip=skip)
        for number, row, raw in _rows(records, options):
            if len(row) == width and in_order:
                staged.add(number, row)
            elif len(row) == width or options.ragged == "pad":
                padded: list[str | None] = [*row, *[None] * (width - len(row))]
                staged.add(number, [padded[cell] for cell in cells])
            else:
                _refuse(refused, number, len(row), width, raw)
    return number, refused


def set_aside(
    path: Path, ragged: Sequence[Ragged], layout: Layout, options: ReadOptions, scratch: Path, where: str
) -> tuple[RefusedRows, Path]:
    """Refuse the rows with another number of cells than the header, so that the engine can read the others.

    Args:
        path: The file, in UTF-8 and regular but for these rows.
        ragged: The rows, in the order of the file.
        layout: Its cells and columns; there are at least two columns.
        options: How to read it.
        scratch: Folder for a copy of the file.
        where: What the errors call the file.
    Returns:
        The refused rows, and the file in which an empty row stands in the place of each; the file itself where
        there are none.
    """
    refused = RefusedRows(where)
    if not ragged:
        return refused, path
    copy, empty = scratch / "set-aside.csv", (layout.delimiter * (layout.width - 1)).encode()
    with path.open("rb") as source, copy.open("wb") as target:
        for one in ragged:
            shutil.copyfileobj(_Until(source, one.start), target)
            raw = source.read(one.length).decode(errors="replace")
            _refuse(refused, one.number - (1 if options.header_row else 0), one.cells, layout.width, [raw])
            target.write(empty)
        shutil.copyfileobj(source, target)
    return refused, copy


@dataclass(frozen=True)
class _Until:
    """A file up to a place."""

    source: IO[bytes]
    end: int

    def read(self, size: int = -1, /) -> bytes:
        left = self.end - self.source.tell()
        return self.source.read(left if size < 0 else min(size, left))


def _rows(records: Records, options: ReadOptions) -> Iterator[tuple[int, list[str], list[str]]]:
    """Number the rows, the header and the footer left out."""
    waiting: deque[tuple[int, list[str], list[str]]] = deque()
    number = 0 if options.header_row == 0 else -1
    for record in records:
        number += 1
        if number == 0:
            continue
        waiting.append((number, record, records.raw))
        if len(waiting) > options.skip_footer:
            yield waiting.popleft()
    # An open quote runs to the end of the file, so that only the last record can have one.
    if options.ragged != "pad" and records.left_open():
        raise DeliveryError(
            where=records.where,
            what=f"a quote is opened and never closed, in the record that begins {records.raw[0][:80]!r}",
            mend="ask for the file again if it was cut off; if the quote is part of the text, set `quote: ''`",
        )


def _refuse(refused: RefusedRows, number: int, found: int, width: int, raw: list[str]) -> None:
    rule = "too-few-cells" if found < width else "too-many-cells"
    mend = f"the row has {found} cells, the header {width}; quote cells that hold the delimiter, or a line end"
    refused.add(number, rule, "".join(raw).rstrip("\r\n"), mend)
