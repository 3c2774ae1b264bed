"""What all files that leave have in common: written beside, then renamed; and what a cell may hold.

Invariant: under its final name a file is whole, or it is not there.
"""

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from tidegate.errors import ExportError

Rows: TypeAlias = "pa.Table | pa.RecordBatchReader"
"""A table, or a stream of its parts where it is too large to hold."""

_FORMULA = "^[=+\\-@\t\r\n＝＋－＠]"  # noqa: RUF001 - the wide forms start a formula as well
_NUMBER = r"^[+-]?(\d[\d.,' ]*|[.,]\d+)([eE][+-]?\d+)?\s?%?$"


@contextlib.contextmanager
def written_beside(path: Path) -> Iterator[Path]:
    """Give a name beside a file to write to; the file takes its final name when the block ends well.

    Args:
        path: The final name.
    Yields:
        The name to write to, with the same ending.
    Raises:
        ExportError: The folder is missing, full or may not be written to.
    """
    try:
        folder = Path(tempfile.mkdtemp(prefix=".leaving-", dir=path.parent))
    except OSError as fault:
        raise _cannot(path, fault) from fault
    beside = folder / path.name
    try:
        yield beside
        beside.replace(path)
    except OSError as fault:
        raise _cannot(path, fault) from fault
    finally:
        beside.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            folder.rmdir()


def _cannot(path: Path, fault: OSError) -> ExportError:
    return ExportError(
        where=str(path),
        what=f"the file cannot be written ({fault.strerror or fault})",
        mend="check that the folder is there, that there is room, and that the account may write to it",
    )


def batches(rows: Rows) -> Iterator[pa.RecordBatch]:
    """Give rows part by part, whether they come as a table or as a stream."""
    yield from rows.to_batches(max_chunksize=50_000) if isinstance(rows, pa.Table) else rows


def schema_of(rows: Rows) -> pa.Schema:
    """Give the schema of rows, whether they come as a table or as a stream."""
    return rows.schema


def is_list(kind: Any) -> bool:
    """Say whether a type holds several values in one cell."""
    return bool(pa.types.is_nested(kind))


def lists_as_json(cells: Any) -> Any:
    """Write each list of a column as JSON text; what is no list stays as it is."""
    if not is_list(cells.type):
        return cells
    texts = [None if v is None else orjson.dumps(v, default=str).decode() for v in cells.to_pylist()]
    return pa.array(texts, pa.string())


def neutralised(cells: Any) -> Any:
    """Keep a spreadsheet from taking a text for a formula, and leave numbers as they are.

    Args:
        cells: A column; only text is touched.
    Returns:
        The column, with an apostrophe before each text that would start a formula.
    Example:
        >>> neutralised(pa.array(["=1+1", "-5,20", "+31 6", "Joe", "-x"])).to_pylist()
        ["'=1+1", '-5,20', '+31 6', 'Joe', "'-x"]
    """
    if not (pa.types.is_string(cells.type) or pa.types.is_large_string(cells.type)):
        return cells
    formula = pc.and_(pc.match_substring_regex(cells, _FORMULA), pc.invert(pc.match_substring_regex(cells, _NUMBER)))
    apostrophe = pa.scalar("'", cells.type)
    return pc.if_else(formula, pc.binary_join_element_wise(apostrophe, cells, pa.scalar("", cells.type)), cells)
