"""Files that leave: CSV, XLSX, Parquet, FollowTheMoney lines and GeoPackage.

Every file is written under a temporary name beside its own and renamed at the end: whoever looks sees the old
file, the new one, or none, and never half of one. Cells that a spreadsheet would take for a formula are made text.
"""

import contextlib
import csv
import functools
import importlib
import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from tidegate.errors import ExportError

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)*(?:[eE][+-]?\d+)?")
_SHEET_ROWS = 1_048_575
"""Rows of a sheet, less its header."""

_CELL = 32_767
_EPOCH = datetime(2000, 1, 1)  # noqa: DTZ001 - a workbook keeps no time zone
"""The day every workbook says it was made, so that equal tables give equal files."""

_BATCH = 20_000
_LOOKED_AT, _WIDEST = 100, 60

load_library = functools.cache(importlib.import_module)
"""Loads a library when the first file of its form leaves: together they take longer than many a command runs."""

Table: TypeAlias = pa.Table | pa.RecordBatchReader


@contextlib.contextmanager
def atomically(path: Path) -> Iterator[Path]:
    """Write a file so that it is seen whole or not at all.

    Args:
        path: The file to be.
    Yields:
        A temporary file beside it, to write to.
    Raises:
        ExportError: The folder may not be written to, or the disk is full.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.stem}-", suffix=path.suffix, dir=path.parent)
    except OSError as fault:
        raise _unwritten(path, fault) from fault
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        temporary.chmod(0o644)
        temporary.replace(path)
    except OSError as fault:
        raise _unwritten(path, fault) from fault
    finally:
        temporary.unlink(missing_ok=True)


def _unwritten(path: Path, fault: OSError) -> ExportError:
    return ExportError(
        where=str(path),
        what=f"the file cannot be written ({fault.strerror or fault})",
        mend="check that the folder exists, may be written to, and has room",
    )


def harmless(text: str) -> str:
    """Make a text one that no spreadsheet takes for a formula.

    Args:
        text: A cell.
    Returns:
        The same text, after an apostrophe where it begins like a formula and is no number.
    Example:
        >>> [harmless(t) for t in ("=1+1", "-12.5", "@x", "plain")]
        ["'=1+1", '-12.5', "'@x", 'plain']
    """
    if text.startswith(_FORMULA) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def write_csv(table: Table, path: Path, *, bom: bool = False) -> None:
    """Write a table as CSV in UTF-8, with lines that end in CR LF.

    Args:
        table: The rows, of any type; dates become ISO 8601.
        path: The file.
        bom: Whether it begins with a byte order mark, which Excel wants.
    Raises:
        ExportError: It cannot be written.
    """
    encoding = "utf-8-sig" if bom else "utf-8"
    with atomically(path) as temporary, temporary.open("w", encoding=encoding, newline="") as out:
        writer = csv.writer(out)
        writer.writerow([harmless(name) for name in table.schema.names])
        for batch in batches(table):
            writer.writerows(zip(*([_cell(v) for v in c.to_pylist()] for c in batch.columns), strict=True))


def write_parquet(table: Table, path: Path) -> None:
    """Write a table as Parquet.

    Args:
        table: The rows.
        path: The file.
    Raises:
        ExportError: It cannot be written.
    """
    with atomically(path) as temporary, pq.ParquetWriter(temporary, table.schema, compression="zstd") as writer:
        for batch in batches(table):
            writer.write_batch(batch)


def write_ftm_lines(entities: Iterable[Mapping[str, Any]], path: Path) -> int:
    """Write FollowTheMoney entities, one on each line.

    Args:
        entities: Each with `id`, `schema` and `properties`.
        path: The file.
    Returns:
        How many were written.
    Raises:
        ExportError: It cannot be written.
    """
    written = 0
    with atomically(path) as temporary, temporary.open("wb") as out:
        for entity in entities:
            out.write(orjson.dumps(entity, option=orjson.OPT_APPEND_NEWLINE | orjson.OPT_SORT_KEYS))
            written += 1
    return written


def write_xlsx(tables: Mapping[str, Table], path: Path, *, sources: Sequence[tuple[str, str]]) -> None:
    """Write tables as a workbook whose first sheet says where they come from.

    A table longer than a sheet goes on in a second, `name (2)`. No cell is a formula or a link.

    Args:
        tables: Name of the sheet -> rows.
        path: The file.
        sources: Label and value of each line of the sheet `Sources`.
    Raises:
        ExportError: It cannot be written, or a text does not fit into a cell.
    """
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    # The library leaves its own temporary files behind where it is interrupted; they get a folder that goes.
    with atomically(path) as temporary, tempfile.TemporaryDirectory(prefix=".xlsx-", dir=path.parent) as folder:
        book = load_library("xlsxwriter").Workbook(str(temporary), options | {"tmpdir": folder})
        try:
            book.set_properties({"created": _EPOCH, "title": path.stem})
            bold = book.add_format({"bold": True})
            _write_sources(book.add_worksheet("Sources"), sources, bold)
            for name, table in tables.items():
                _write_sheets(book, name, table, bold, path)
        finally:
            _close(book, path)


def _close(book: Any, path: Path) -> None:
    try:
        book.close()
    except load_library("xlsxwriter.exceptions").XlsxWriterException as fault:
        raise ExportError(
            where=str(path), what=f"the workbook cannot be written ({fault})", mend="check the room on the disk"
        ) from fault


def _write_sources(sheet: Any, sources: Sequence[tuple[str, str]], bold: Any) -> None:
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 80)
    for row, (label, value) in enumerate(sources):
        sheet.write_string(row, 0, label, bold)
        sheet.write_string(row, 1, value)


def _write_sheets(book: Any, name: str, table: Table, bold: Any, path: Path) -> None:
    sheet, row, number = _new_sheet(book, name, 1, table, bold), 0, 1
    for batch in batches(table):
        columns = [c.to_pylist() for c in batch.columns]
        for cells in zip(*columns, strict=True):
            if row == _SHEET_ROWS:
                number += 1
                sheet, row = _new_sheet(book, name, number, table, bold), 0
            row += 1
            for column, value in enumerate(cells):
                _write_cell(sheet, row, column, value, path)


def _new_sheet(book: Any, name: str, number: int, table: Table, bold: Any) -> Any:
    tail = f" ({number})" if number > 1 else ""
    plain = re.sub(r"[\[\]:*?/\\]", "-", name).strip("'")[: 31 - len(tail)]
    sheet = book.add_worksheet(f"{plain}{tail}")
    sheet.freeze_panes(1, 0)
    for column, header in enumerate(table.schema.names):
        sheet.set_column(column, column, _width(header, column, table))
        sheet.write_string(0, column, header, bold)
    return sheet


def _width(header: str, number: int, table: Table) -> int:
    """Give a column room for its heading and its first values, within reason."""
    shown = [header]
    if isinstance(table, pa.Table):
        shown += [text_of(v) for v in table.column(number).slice(0, _LOOKED_AT).to_pylist() if v is not None]
    return min(max(map(len, shown)) + 2, _WIDEST)


def _write_cell(sheet: Any, row: int, column: int, value: Any, path: Path) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float) and abs(value) < 1e15 and value == value:
        sheet.write_number(row, column, value)
    else:
        # Whole numbers beyond 15 digits are text: a workbook would round them.
        text = text_of(value)
        if len(text) > _CELL:
            raise ExportError(
                where=str(path),
                what=f"row {row:,} holds a text of {len(text):,} characters, a cell of a workbook {_CELL:,}",
                mend="write this table as CSV or Parquet",
            )
        sheet.write_string(row, column, text)


def write_geopackage(table: pa.Table, path: Path, *, layer: str) -> int:
    """Write rows that have a place as the points of a GeoPackage, in EPSG:4326.

    Args:
        table: Rows with `longitude` and `latitude` (degrees); those without a place are left out.
        path: The file.
        layer: Name of the layer.
    Returns:
        How many points were written.
    Raises:
        ExportError: The columns are missing, or the file cannot be written.
    """
    if not {"longitude", "latitude"} <= set(table.column_names):
        raise ExportError(
            where=str(path),
            what="the table has no columns longitude and latitude",
            mend="export it as CSV, XLSX or Parquet",
        )
    points = [np.array(table.column(n).cast(pa.float64()).to_numpy(), dtype=float) for n in ("longitude", "latitude")]
    placed = np.isfinite(points[0]) & np.isfinite(points[1])
    kept = table.filter(pa.array(placed))
    names = [n for n in kept.column_names if n != "geometry"]
    values = [np.array([None if v is None else _plain(v) for v in kept.column(n).to_pylist()], object) for n in names]
    shapely = load_library("shapely")
    with atomically(path) as temporary:
        temporary.unlink()
        load_library("pyogrio.raw").write(
            str(temporary), shapely.to_wkb(shapely.points(points[0][placed], points[1][placed])), values, names,
            layer=layer, driver="GPKG", geometry_type="Point", crs="EPSG:4326",
        )  # fmt: skip
    return int(placed.sum())


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | float) else text_of(value)


def batches(table: Table) -> Iterator[pa.RecordBatch]:
    """Go through a table in parts that fit into memory.

    Args:
        table: The rows.
    Yields:
        Its parts, in order.
    """
    if isinstance(table, pa.Table):
        yield from table.to_batches(max_chunksize=_BATCH)
    else:
        yield from table


def _cell(value: Any) -> Any:
    if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
        return value
    return harmless(text_of(value))


def text_of(value: Any) -> str:
    """Write a value as text.

    Args:
        value: Any value of a table.
    Returns:
        Dates in ISO 8601, lists and objects as JSON, `true` and `false`, else what Python writes.
    Example:
        >>> text_of(True), text_of([1, "a"])
        ('true', '[1,"a"]')
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | dict):
        return orjson.dumps(value, default=str).decode()
    isoformat = getattr(value, "isoformat", None)
    return str(isoformat() if isoformat else value)
