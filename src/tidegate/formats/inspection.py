"""What a file is and holds, found without reading all its rows into the engine."""

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
_LOOKED_AT = 1_000


@dataclass(frozen=True)
class Inspection:
    """What a look at a file has found.

    Args:
        path: The file.
        format: Its format.
        columns: Its columns; where rows differ in theirs, those of the first thousand rows.
        size: Bytes, as it was delivered.
        compressed: gzip or zip, empty where it is not packed.
        encoding: Encoding of a text file.
        encoding_certain: False where the encoding was guessed.
        delimiter: Delimiter of a CSV file.
        header_row: Line with the names of the columns, 0 where there is none.
        parts: Sheets of a workbook, layers of a geographic file, elements of an XML file that may be rows.
        members: Files in an archive.
        notes: What a person should know.
    """

    path: Path
    format: str
    columns: tuple[str, ...]
    size: int
    compressed: str = ""
    encoding: str = ""
    encoding_certain: bool = True
    delimiter: str = ""
    header_row: int = 0
    parts: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def inspect(path: Path, options: ReadOptions, limits: Limits = _DEFAULT_LIMITS) -> Inspection:
    """Look into a file.

    Args:
        path: The file.
        options: How it is to be read; what is empty is found out.
        limits: How much of the machine it may take.
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
            return _parquet(path, opened, limits)
        return _guarded(path, opened, options, limits, scratch)


def _csv(path: Path, opened: Opened, options: ReadOptions, limits: Limits, scratch: Path) -> Inspection:
    found = look_into_csv(opened.path, options, limits, scratch, opened.where)
    return Inspection(
        path=path,
        format=opened.format,
        columns=tuple(name for name, _ in found.layout.columns),
        size=path.stat().st_size,
        compressed=opened.compressed,
        encoding=found.encoding.name,
        encoding_certain=found.encoding.certain,
        delimiter=found.layout.delimiter,
        header_row=options.header_row,
        members=opened.members,
        notes=found.notes,
    )


def _parquet(path: Path, opened: Opened, limits: Limits) -> Inspection:
    schema, _ = parquet_schema(opened.path, opened.where)
    columns, notes = name_columns(list(schema.names), limits, where=opened.where)
    return Inspection(
        path=path,
        format=opened.format,
        columns=columns,
        size=path.stat().st_size,
        compressed=opened.compressed,
        members=opened.members,
        notes=notes,
    )


def _guarded(path: Path, opened: Opened, options: ReadOptions, limits: Limits, scratch: Path) -> Inspection:
    job = Job(opened.path.absolute(), opened.format, opened.where, options, limits, scratch, most=_LOOKED_AT)
    answer = read_guarded(job)
    return Inspection(
        path=path,
        format=opened.format,
        columns=answer.columns,
        size=path.stat().st_size,
        compressed=opened.compressed,
        encoding=answer.encoding,
        header_row=answer.header_row,
        parts=answer.parts,
        members=opened.members,
        notes=answer.notes,
    )
