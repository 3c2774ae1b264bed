"""What a file is and which columns it has, found without reading all its rows."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from tidegate.formats.csv_reading import look_into_csv
from tidegate.formats.guarded import read_guarded
from tidegate.formats.headers import name_columns
from tidegate.formats.job import Job
from tidegate.formats.opening import Opened, open_file
from tidegate.formats.parquet_reading import parquet_schema
from tidegate.formats.reading import Limits, ReadOptions

_DEFAULT_LIMITS = Limits()
_ROWS = 1_000
"""Rows from which the columns of JSON and XML are gathered."""


@dataclass(frozen=True)
class Inspection:
    """What looking into a file found.

    Args:
        path: The file.
        format: Its format.
        columns: Its columns; of JSON and XML those of the first rows.
        encoding: Encoding of a text file, empty for others.
        encoding_certain: False where it was guessed.
        delimiter: Delimiter of a CSV file, empty for others.
        header_row: Line with the names of the columns, 0 where there is none.
        parts: Sheets of a workbook, layers of a map, elements of an XML file, lists of a JSON object.
        members: Files in a ZIP archive.
        compressed: gzip or zip where the file was packed, else empty.
        size: Size of the file, bytes.
        notes: What a person should know.
    """

    path: Path
    format: str
    columns: tuple[str, ...]
    encoding: str = ""
    encoding_certain: bool = True
    delimiter: str = ""
    header_row: int = 0
    parts: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    compressed: str = ""
    size: int = 0
    notes: tuple[str, ...] = ()


def inspect(path: Path, options: ReadOptions, limits: Limits = _DEFAULT_LIMITS) -> Inspection:
    """Look into a file: format, encoding, delimiter, columns, and the parts it has.

    Args:
        path: The file.
        options: How to read it; what is empty is found out.
        limits: How much of the machine the file may take.
    Returns:
        What was found.
    Raises:
        DeliveryError: The file cannot be read as what it claims to be.
        UnsafeFileError: Reading it could harm the machine.
    """
    with tempfile.TemporaryDirectory(prefix="inspect-") as folder:
        scratch = Path(folder)
        opened = open_file(path, options, limits, scratch)
        if opened.format == "csv":
            return _csv(path, opened, options, limits, scratch)
        if opened.format == "parquet":
            schema, _ = parquet_schema(opened.path, opened.where)
            columns, notes = name_columns(list(schema.names), limits, where=opened.where)
            return _inspection(path, opened, columns=columns, notes=notes)
        answer = read_guarded(Job(opened.path, opened.format, opened.where, options, limits, scratch, most=_ROWS))
        return _inspection(
            path, opened, columns=answer.columns, encoding=answer.encoding, header_row=answer.header_row,
            parts=answer.parts, notes=answer.notes,
        )  # fmt: skip


def _csv(path: Path, opened: Opened, options: ReadOptions, limits: Limits, scratch: Path) -> Inspection:
    found = look_into_csv(opened.path, options, limits, scratch, opened.where)
    return _inspection(
        path, opened, columns=tuple(column for column, _ in found.layout.columns), encoding=found.encoding.name,
        encoding_certain=found.encoding.certain, delimiter=found.layout.delimiter, header_row=options.header_row,
        notes=found.notes,
    )  # fmt: skip


def _inspection(
    path: Path, opened: Opened, *, columns: tuple[str, ...], encoding: str = "", encoding_certain: bool = True,
    delimiter: str = "", header_row: int = 0, parts: tuple[str, ...] = (), notes: tuple[str, ...] = (),
) -> Inspection:  # fmt: skip
    return Inspection(
        path=path,
        format=opened.format,
        columns=columns,
        encoding=encoding,
        encoding_certain=encoding_certain,
        delimiter=delimiter,
        header_row=header_row,
        parts=parts,
        members=opened.members,
        compressed=opened.compressed,
        size=path.stat().st_size,
        notes=notes,
    )
