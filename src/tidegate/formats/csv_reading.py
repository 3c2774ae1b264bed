"""CSV: the engine reads what is regular straight from the file, Python's reader all the rest."""

from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from sqlglot import exp

from tidegate.errors import DeliveryError
from tidegate.formats.csv_rows import Layout, head_record, set_aside, stage_csv
from tidegate.formats.csv_shape import MOST_RAGGED, Shape, guard_text, scan, sniff_delimiter
from tidegate.formats.encodings import Encoding, find_encoding, transcode
from tidegate.formats.headers import name_columns
from tidegate.formats.reading import Limits, ReadOptions
from tidegate.formats.staged import Staged
from tidegate.formats.staging import RefusedRows
from tidegate.formats.views import CsvScan, csv_view, parquet_view
from tidegate.tables import QueryFault, Session

_WIDE = ("utf-16", "utf-32")
_ENGINE_LINE = 1_900_000
"""Longest record that the engine reads without larger buffers, bytes."""

_FEW_REFUSED = 10

_UTF8 = ("utf-8", "utf-8-sig", "ascii")


@dataclass(frozen=True)
class CsvFound:
    """What looking into a CSV file has found, before any row is read.

    Args:
        text: The file in UTF-8: itself, or a copy.
        encoding: The encoding it came in.
        layout: Its cells and columns.
        notes: What a person should know.
        head_is_line: The record with the names stands on one line.
    """

    text: Path
    encoding: Encoding
    layout: Layout
    notes: tuple[str, ...]
    head_is_line: bool


def look_into_csv(path: Path, options: ReadOptions, limits: Limits, scratch: Path, where: str) -> CsvFound:
    """Find encoding, delimiter and columns of a CSV file.

    Args:
        path: The file.
        options: How to read it; what is empty is found out.
        limits: Longest line, most columns.
        scratch: Folder for a copy in UTF-8, where the file is in another encoding.
        where: What the errors call the file.
    Returns:
        What was found.
    Raises:
        DeliveryError: The file is no table of text.
    """
    text, encoding = _as_utf8(path, options, limits, scratch, where)
    if len(options.quote) > 1 or len(_delimiter(options.delimiter)) > 1:
        raise DeliveryError(
            where=where,
            what=f"delimiter {options.delimiter!r} and quote {options.quote!r} must be one character each",
            mend="name one character, or leave it out to have the delimiter found",
        )
    delimiter = _delimiter(options.delimiter) or _sniff(text, options)
    head = head_record(text, options, delimiter, limits, where)
    layout, notes = _layout(head, delimiter, options, limits, where)
    head_is_line = not any("\n" in cell or "\r" in cell for cell in head)
    return CsvFound(text, encoding, layout, (*encoding.notes, *notes), head_is_line)


def _delimiter(wished: str) -> str:
    return {"\\t": "\t", "tab": "\t"}.get(wished, wished)


def _as_utf8(path: Path, options: ReadOptions, limits: Limits, scratch: Path, where: str) -> tuple[Path, Encoding]:
    with path.open("rb") as source:
        marked = source.read(2) in {b"\xff\xfe", b"\xfe\xff"}
    wide = marked or options.encoding.lower().replace("_", "-").startswith(_WIDE)
    if not wide:
        guard_text(path, limits, where=where)
    encoding = find_encoding(path, options, where=where)
    if encoding.name in _UTF8:
        return path, encoding
    text = scratch / "text.csv"
    transcode(path, encoding.name, text)
    guard_text(text, limits, where=where)
    return text, encoding


def _sniff(text: Path, options: ReadOptions) -> str:
    with text.open(encoding="utf-8-sig", newline="") as source:
        for _ in range(options.header_row - 1):
            source.readline()
        return sniff_delimiter(islice(source, 400), options.quote)


def _layout(
    head: list[str], delimiter: str, options: ReadOptions, limits: Limits, where: str
) -> tuple[Layout, tuple[str, ...]]:
    if options.header_row == 0:
        head = _given_names(head, options, where)
    elif options.ragged == "pad":
        # As `csv.DictReader` does: of two columns with one name the last wins.
        cells = {name: cell for cell, name in enumerate(head)}
        names, notes = name_columns(list(cells), limits, where=where)
        return Layout(delimiter, len(head), tuple(zip(names, cells.values(), strict=True))), notes
    names, notes = name_columns(head, limits, where=where)
    return Layout(delimiter, len(head), tuple((name, cell) for cell, name in enumerate(names))), notes


def _given_names(head: list[str], options: ReadOptions, where: str) -> list[str]:
    if not options.columns:
        return [f"c{n}" for n in range(1, len(head) + 1)]
    if len(options.columns) != len(head):
        raise DeliveryError(
            where=where,
            what=f"`columns` names {len(options.columns)} columns, the first line has {len(head)} cells",
            mend="name every column, or check the delimiter",
        )
    return list(options.columns)


def read_csv(
    path: Path, options: ReadOptions, limits: Limits, *, session: Session, name: str, scratch: Path, where: str
) -> Staged:
    """Make a CSV file readable as a view.

    Args:
        path: The file.
        options: How to read it.
        limits: Longest line, most columns.
        session: The engine, which is asked to count the rows before it is trusted with them.
        name: Name of the view.
        scratch: Folder for copies; it belongs to this reading alone.
        where: What the errors call the file.
    Returns:
        The statement that makes the view, and what was found.
    Raises:
        DeliveryError: The file is no table of text.
    """
    found = look_into_csv(path, options, limits, scratch, where)
    layout = found.layout
    shape = _shape(found, options)
    rows, view, refused, tidy = 0, "", RefusedRows(where), shape is not None and shape.tidy
    if shape is not None:
        rows = shape.records - (1 if options.header_row else 0)
        refused, text = set_aside(found.text, shape.ragged, layout, options, scratch, where)
        view = csv_view(name, _scan(text, found, shape, options), layout.columns, left_out=refused.numbers())
    if not view or not _counts(session, view, name, rows - len(refused)):
        target, tidy = scratch / "rows.parquet", False
        rows, refused = stage_csv(found.text, target, layout, options, limits, where)
        view = parquet_view(name, target, [column for column, _ in layout.columns])
    return Staged(
        view=view,
        columns=tuple(column for column, _ in layout.columns),
        rows_in=rows,
        encoding=found.encoding.name,
        delimiter=layout.delimiter,
        refused=refused.table(),
        notes=(*found.notes, *_ragged_note(len(refused), rows)),
        tidy=tidy,
    )


def _ragged_note(refused: int, rows: int) -> tuple[str, ...]:
    """Say that so many rows are short or long that the file is made so, where it is."""
    if refused < max(_FEW_REFUSED, rows // 20):
        return ()
    return (
        f"{refused:,} of {rows:,} rows have another number of cells than the header. If the sender leaves out cells "
        "at the end of a row where they are empty, write `ragged: pad`.",
    )


def _counts(session: Session, view: str, name: str, rows: int) -> bool:
    """Say whether the engine finds as many rows as the pass over the bytes did."""
    count = exp.select(exp.Count(this=exp.Star()).as_("n")).from_(exp.to_identifier(name, quoted=True))
    try:
        session.execute(view)
        return bool(session.rows(count.sql(dialect="duckdb"))[0]["n"] == rows)
    except QueryFault:
        return False


def _shape(found: CsvFound, options: ReadOptions) -> Shape | None:
    """Give the shape of a file that the engine may read, None for all others."""
    ascii_only = found.layout.delimiter.isascii() and options.quote.isascii()
    if not ascii_only or options.header_row > 1 or options.skip_footer:
        return None
    shape = scan(found.text, found.layout.delimiter, options.quote, found.layout.width)
    # Rows that are to be padded are Python's; rows that are to be refused are set aside, where they are not many.
    uniform = not shape.ragged or (
        options.ragged != "pad" and found.layout.width > 1 and len(shape.ragged) <= min(MOST_RAGGED, shape.records // 2)
    )
    blank_is_no_row = not shape.starts_blank and (found.layout.width > 1 or not shape.blank)
    spaces_are_plain = not (shape.led_by_space and shape.quoted_space)
    fits = shape.longest <= _ENGINE_LINE
    engine = shape.regular and uniform and found.head_is_line and blank_is_no_row and spaces_are_plain and fits
    return shape if engine else None


def _scan(text: Path, found: CsvFound, shape: Shape, options: ReadOptions) -> CsvScan:
    return CsvScan(
        path=text,
        delimiter=found.layout.delimiter,
        quote=options.quote if shape.quoted else "",
        width=found.layout.width,
        skip=1 if options.header_row else 0,
        in_turn=shape.quoted_line_ends,
        unspaced=shape.led_by_space,
        null_values=options.null_values,
    )
