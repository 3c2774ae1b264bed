"""Tables that leave as CSV, Parquet or FollowTheMoney lines."""

import codecs
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyarrow import csv as arrow_csv

from tidegate.errors import ExportError
from tidegate.formats.leaving import Rows, batches, lists_as_json, neutralised, schema_of, written_beside

_MARK = codecs.BOM_UTF8
_ENTITY = ("id", "schema")


def write_csv(rows: Rows, path: Path, *, delimiter: str = ",", mark: bool = False) -> int:
    """Write rows as CSV in UTF-8.

    A text that a spreadsheet would take for a formula gets an apostrophe before it; numbers stay whole. Lists
    become JSON text.

    Args:
        rows: The rows.
        path: The file; it is replaced in one step.
        delimiter: Between two cells.
        mark: Begin with a byte order mark, by which spreadsheet programs know UTF-8.
    Returns:
        Number of rows written.
    Raises:
        ExportError: The file cannot be written.
    """
    schema = schema_of(rows)
    # The writer quotes the names as they are, so that a name needs the same care as a cell.
    names = neutralised(pa.array(schema.names, pa.string())).to_pylist()
    options = arrow_csv.WriteOptions(delimiter=delimiter, include_header=True, quoting_style="needed")
    written = 0
    with written_beside(path) as beside, beside.open("wb") as out:
        out.write(_MARK if mark else b"")
        kinds: list[Any] = [pa.field(n, _csv_kind(f.type)) for n, f in zip(names, schema, strict=True)]
        shape: Any = pa.schema(kinds)
        with arrow_csv.CSVWriter(out, shape, write_options=options) as writer:
            for batch in batches(rows):
                cells = [_csv_cells(c) for c in batch.columns]
                writer.write_table(pa.Table.from_arrays(cells, schema=shape))
                written += batch.num_rows
    return written


def _csv_kind(kind: Any) -> Any:
    plain = pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)
    return kind if plain else pa.string()


def _csv_cells(cells: Any) -> Any:
    kind = cells.type
    if _csv_kind(kind) == kind and not pa.types.is_string(kind):
        return cells
    if pa.types.is_timestamp(kind):
        return pc.replace_substring(pc.cast(cells, pa.string()), " ", "T", max_replacements=1)
    text = lists_as_json(cells)
    return neutralised(pc.cast(text, pa.string()))


def write_parquet(rows: Rows, path: Path) -> int:
    """Write rows as Parquet; equal rows give equal bytes.

    Args:
        rows: The rows.
        path: The file; it is replaced in one step.
    Returns:
        Number of rows written.
    Raises:
        ExportError: The file cannot be written.
    """
    written = 0
    with (
        written_beside(path) as beside,
        pq.ParquetWriter(beside, schema_of(rows), compression="zstd", write_statistics=True) as writer,
    ):
        for batch in batches(rows):
            writer.write_batch(batch)
            written += batch.num_rows
    return written


def write_ftm_lines(rows: Rows, path: Path) -> int:
    """Write entities as FollowTheMoney JSON lines.

    Args:
        rows: One row per entity: `id`, `schema`, optionally `caption` and `datasets`, and a column for each
            property, holding text or a list of texts.
        path: The file; it is replaced in one step.
    Returns:
        Number of entities written.
    Raises:
        ExportError: `id` or `schema` is missing, or the file cannot be written.
    """
    lacking = [name for name in _ENTITY if name not in schema_of(rows).names]
    if lacking:
        raise ExportError(
            where=path.name,
            what=f"the table lacks {' and '.join(lacking)}",
            mend="give each entity an id and a schema",
        )
    written = 0
    with written_beside(path) as beside, beside.open("wb") as out:
        for batch in batches(rows):
            for row in batch.to_pylist():
                out.write(orjson.dumps(_entity(row), option=orjson.OPT_APPEND_NEWLINE))
            written += batch.num_rows
    return written


def _entity(row: dict[str, Any]) -> dict[str, Any]:
    own = {name: row[name] for name in (*_ENTITY, "caption", "datasets") if row.get(name) is not None}
    rest = {name: value for name, value in row.items() if name not in {*_ENTITY, "caption", "datasets"}}
    properties = {name: _values(value) for name, value in rest.items()}
    return own | {"properties": {name: values for name, values in properties.items() if values}}


def _values(value: Any) -> list[str]:
    if value is None:
        return []
    return [str(v) for v in value if v is not None] if isinstance(value, list) else [str(value)]
