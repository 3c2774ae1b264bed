"""The view over a file, written as expressions: names and settings of a file may hold anything."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlglot import exp

from tidegate.formats.headers import ROW_NUMBER


@dataclass(frozen=True)
class CsvScan:
    """A CSV file that the engine may read itself.

    Args:
        path: The file, in UTF-8.
        delimiter: Between two cells.
        quote: Around a cell.
        width: Number of cells in each row.
        skip: Lines before the first row.
        in_turn: A cell holds a line end, so that the file must be read from the start, not in parts at once.
        unspaced: Spaces before a cell are no part of it.
        null_values: Texts that mean an empty cell.
    """

    path: Path
    delimiter: str
    quote: str
    width: int
    skip: int
    in_turn: bool
    unspaced: bool
    null_values: tuple[str, ...]


def csv_view(name: str, scan: CsvScan, columns: Sequence[tuple[str, int]], *, left_out: Sequence[int] = ()) -> str:
    """Write the view over a CSV file.

    Args:
        name: Name of the view.
        scan: The file and its settings.
        columns: Name of each column, and which cell of a row it is, from 0.
        left_out: Numbers of rows that are counted and not shown.
    Returns:
        A statement that creates the view.
    """
    text = exp.Literal.string
    settings: dict[str, exp.Expr] = {
        # `new_line` is left to the engine: version 2.0 misreads CR LF where it is named.
        "auto_detect": exp.false(),
        "header": exp.false(),
        "skip": exp.Literal.number(scan.skip),
        "delim": text(scan.delimiter),
        "quote": text(scan.quote),
        "escape": text(scan.quote),
        "comment": text(""),
        "null_padding": exp.false(),
        "strict_mode": exp.true(),
        "parallel": exp.convert(not scan.in_turn),
        "columns": exp.Struct(
            expressions=[exp.PropertyEQ(this=text(_cell(n)), expression=text("VARCHAR")) for n in range(scan.width)]
        ),
    }
    named = [exp.PropertyEQ(this=exp.to_identifier(k), expression=v) for k, v in settings.items()]
    source = exp.Anonymous(this="read_csv", expressions=[text(str(scan.path)), *named])
    number = exp.Window(this=exp.RowNumber()).as_(ROW_NUMBER, quoted=True)
    cells = [_value(scan, n).as_(column, quoted=True) for column, n in columns]
    rows = exp.select(number, *cells).from_(source)
    if left_out:
        shown = exp.column(ROW_NUMBER, quoted=True).isin(*map(exp.Literal.number, left_out)).not_()
        rows = exp.select("*").from_(rows.subquery("numbered")).where(shown)
    return _create(name, rows)


def _cell(n: int) -> str:
    return f"cell_{n}"


def _value(scan: CsvScan, n: int) -> exp.Expr:
    value: exp.Expr = exp.column(_cell(n), quoted=True)
    if scan.unspaced:
        trimmed = exp.Anonymous(this="ltrim", expressions=[value, exp.Literal.string(" ")])
        value = exp.Nullif(this=trimmed, expression=exp.Literal.string(""))
    for empty in scan.null_values:
        value = exp.Nullif(this=value, expression=exp.Literal.string(empty))
    return value


def parquet_view(name: str, path: Path, columns: Sequence[str]) -> str:
    """Write the view over rows of text that were staged.

    Args:
        name: Name of the view.
        path: The Parquet file; it holds `row_number` and the columns.
        columns: Its columns.
    Returns:
        A statement that creates the view.
    """
    cells = [exp.column(c, quoted=True) for c in (ROW_NUMBER, *columns)]
    return _create(name, exp.select(*cells).from_(parquet_source(path)))


def parquet_source(path: Path, *, numbered: bool = False) -> exp.Expr:
    """Write the call that reads a Parquet file.

    Args:
        path: The file.
        numbered: Whether `file_row_number`, from 0, is wanted beside its columns.
    Returns:
        The call.
    """
    options = [exp.PropertyEQ(this=exp.to_identifier("file_row_number"), expression=exp.true())] if numbered else []
    return exp.Anonymous(this="read_parquet", expressions=[exp.Literal.string(str(path)), *options])


def typed_view(name: str, path: Path, columns: Sequence[tuple[str, exp.Expr]]) -> str:
    """Write the view over a Parquet file as it was delivered.

    Args:
        name: Name of the view.
        path: The file.
        columns: Name of each column, and the expression that makes its text.
    Returns:
        A statement that creates the view.
    """
    # A file with a column `file_row_number` of its own keeps the engine from numbering; `read_parquet` sees to that.
    number = (exp.column("file_row_number") + 1).as_(ROW_NUMBER, quoted=True)
    cells = [value.as_(column, quoted=True) for column, value in columns]
    return _create(name, exp.select(number, *cells).from_(parquet_source(path, numbered=True)))


def _create(name: str, rows: exp.Expr) -> str:
    view = exp.Create(
        this=exp.Table(this=exp.to_identifier(name, quoted=True)), kind="VIEW", expression=rows, replace=True
    )
    return view.sql(dialect="duckdb")
