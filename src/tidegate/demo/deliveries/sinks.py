"""Files that grow block by block, and are the same bytes whenever they are written again.

A sink takes columns of text and appends them. What a file has no room for goes into a further part:
a spreadsheet ends at 1,048,576 rows, and so do the other files, which somebody will open in one.
"""

import datetime
import gzip
import io
import zipfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import IO, Any, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import xlsxwriter

ROW_LIMIT = 1_000_000
"""Most rows in one file."""
STAMP = datetime.datetime(2025, 1, 6, 9, 0)  # noqa: DTZ001 - the formats hold local times
"""The time that every file says it was made at."""

Columns = Mapping[str, pa.Array]


class Part(Protocol):
    """One file that is being written."""

    def write(self, columns: Columns) -> None:
        """Append rows."""

    def close(self) -> None:
        """Finish the file."""


def text_lines(pieces: Sequence[pa.Array | str]) -> pa.Array:
    """Join columns and fixed texts to one line per row; an empty cell adds nothing."""
    texts = [_fixed(p) if isinstance(p, str) else p for p in pieces]
    return pc.binary_join_element_wise(*texts, _fixed(""), null_handling="replace", null_replacement="")


@cache
def _fixed(text: str) -> pa.Scalar:
    """Give a text as Arrow holds it; Arrow looks for pandas, in vain, each time that it makes one."""
    return pa.scalar(text)


def content(lines: pa.Array) -> bytes:
    """Give the lines' bytes, one after another; Arrow holds them so already."""
    if not len(lines):
        return b""
    ends = np.frombuffer(lines.buffers()[1], np.int32)
    return bytes(lines.buffers()[2][int(ends[lines.offset]) : int(ends[lines.offset + len(lines)])])


class Delimited:
    """A file of delimited text.

    Args:
        stream: Where the bytes go.
        columns: Names of the columns, as the file has them.
        delimiter: Between two cells.
        encoding: Python's name; `utf-8-sig` writes a byte-order mark.
        ragged: Marks the rows that shall have a cell too many; empty cells of this name are not written.
    """

    RAGGED = "\N{INFORMATION SEPARATOR ONE}"
    """Name of the column that says which rows are ragged; it is no column of the file."""

    def __init__(self, stream: IO[bytes], columns: Sequence[str], delimiter: str, encoding: str) -> None:
        self._stream, self._delimiter = stream, delimiter
        self._encoding = "utf-8" if encoding == "utf-8-sig" else encoding
        head = delimiter.join(columns) + "\r\n"
        stream.write(head.encode(encoding))

    def write(self, columns: Columns) -> None:
        """Append rows."""
        pieces: list[pa.Array | str] = []
        for name, values in columns.items():
            if name != self.RAGGED:
                pieces += [self._delimiter, self._quoted(values)]
        tail = columns.get(self.RAGGED)
        lines = text_lines([*pieces[1:], *([] if tail is None else [tail]), "\r\n"])
        data = content(lines)
        self._stream.write(data if self._encoding == "utf-8" else data.decode().encode(self._encoding, "replace"))

    def _quoted(self, values: pa.Array) -> pa.Array:
        awkward = pc.or_(pc.match_substring(values, self._delimiter), pc.match_substring(values, '"'))
        if not pc.any(awkward).as_py():
            return values
        doubled = pc.replace_substring(values, '"', '""')
        return pc.if_else(awkward, text_lines(['"', doubled, '"']), values)

    def close(self) -> None:
        """Finish the file."""
        self._stream.close()


class JsonLines:
    """A file with one JSON object a line; an absent value is left out as null."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def write(self, columns: Columns) -> None:
        """Append rows."""
        pieces: list[pa.Array | str] = []
        for name, values in columns.items():
            safe = pc.replace_substring(pc.replace_substring(values, "\\", "\\\\"), '"', '\\"')
            quoted = pc.if_else(pc.is_null(safe), _fixed("null"), text_lines(['"', safe, '"']))
            pieces += [f'{"," if pieces else "{"}"{name}":', quoted]
        self._stream.write(content(text_lines([*pieces, "}\n"])))

    def close(self) -> None:
        """Finish the file."""
        self._stream.close()


class Elements:
    """An XML file with one repeating element; an absent value is an empty element."""

    def __init__(self, stream: IO[bytes], root: str, element: str) -> None:
        self._stream, self._root, self._element = stream, root, element
        stream.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} versie="1.2">\n'.encode())

    def write(self, columns: Columns) -> None:
        """Append rows."""
        pieces: list[pa.Array | str] = [f"  <{self._element}>"]
        for name, values in columns.items():
            for letter, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
                values = pc.replace_substring(values, letter, entity)
            pieces += [f"<{name}>", values, f"</{name}>"]
        self._stream.write(content(text_lines([*pieces, f"</{self._element}>\n"])))

    def close(self) -> None:
        """Finish the file."""
        self._stream.write(f"</{self._root}>\n".encode())
        self._stream.close()


class Workbook:
    """A workbook with title lines above the header and a line below the rows, as offices send them."""

    def __init__(
        self, path: Path, columns: Sequence[str], titles: Sequence[str], footer: str, numbers: Sequence[str]
    ) -> None:
        self._book = xlsxwriter.Workbook(
            str(path), {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        )
        self._book.set_properties({"created": STAMP})
        self._sheet = self._book.add_worksheet("Blad1")
        self._footer, self._numbers = footer, frozenset(numbers)
        for row, line in enumerate(titles):
            self._sheet.write_string(row, 0, line)
        self._sheet.write_row(len(titles), 0, list(columns))
        self._row = len(titles) + 1

    def write(self, columns: Columns) -> None:
        """Append rows."""
        cells = [
            [_number(v) for v in values.to_pylist()] if name in self._numbers else values.to_pylist()
            for name, values in columns.items()
        ]
        write = self._sheet.write_row
        for row in zip(*cells, strict=True):
            write(self._row, 0, row)
            self._row += 1

    def close(self) -> None:
        """Finish the file."""
        self._sheet.write_string(self._row, 0, self._footer)
        self._book.close()


def _number(text: str | None) -> float | str | None:
    """Give a cell its number; what is broken stays text, as in an office's workbook."""
    try:
        return None if text is None else float(text)
    except ValueError:
        return text


class ParquetPart:
    """A Parquet file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._writer: Any = None

    def write(self, columns: Columns) -> None:
        """Append rows."""
        table = pa.table(dict(columns))
        if self._writer is None:
            self._writer = pq.ParquetWriter(self._path, table.schema, compression="zstd")
        self._writer.write_table(table)

    def close(self) -> None:
        """Finish the file."""
        if self._writer is not None:
            self._writer.close()


class _ZipMember(io.RawIOBase):
    """A ZIP archive with one member that is written as a stream."""

    def __init__(self, path: Path, member: str) -> None:
        self._archive = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=3)
        info = zipfile.ZipInfo(member, STAMP.timetuple()[:6])
        info.compress_type = zipfile.ZIP_DEFLATED
        self._member: Any = self._archive.open(info, "w", force_zip64=True)

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        return int(self._member.write(data))

    def close(self) -> None:
        if not self.closed:
            self._member.close()
            self._archive.close()
        super().close()


def open_stream(path: Path) -> IO[bytes]:
    """Open a file for bytes; `.gz` and `.zip` are packed, with a fixed time inside.

    Args:
        path: The file; a `.csv.zip` has one member, the name without `.zip`.
    Returns:
        A stream that is closed by its sink.
    """
    if path.suffix == ".gz":
        raw = path.open("wb")
        packed = gzip.GzipFile("", "wb", 3, raw, mtime=STAMP.replace(tzinfo=datetime.UTC).timestamp())
        packed.myfileobj = raw  # type: ignore[assignment]  # closed together with the packed stream
        return packed  # type: ignore[return-value]
    if path.suffix == ".zip":
        return _ZipMember(path, path.stem)  # type: ignore[return-value]
    return path.open("wb")
