"""Parquet as it was delivered: read in place, every type cast to text."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from sqlglot import exp

from tidegate.errors import DeliveryError
from tidegate.formats.headers import name_columns
from tidegate.formats.reading import Limits, ReadOptions
from tidegate.formats.staged import Staged
from tidegate.formats.views import typed_view

_NUMBERING = "file_row_number"


def parquet_schema(path: Path, where: str) -> tuple[pa.Schema, int]:
    """Read what a Parquet file says of itself.

    Args:
        path: The file.
        where: What an error calls it.
    Returns:
        Its schema and its number of rows.
    Raises:
        DeliveryError: It is broken or cut off.
    """
    try:
        with pq.ParquetFile(path) as file:
            return file.schema_arrow, file.metadata.num_rows
    except (pa.ArrowException, OSError, ValueError) as fault:
        raise _broken(where, fault) from fault


def _broken(where: str, fault: Exception) -> DeliveryError:
    return DeliveryError(
        where=where,
        what=f"the Parquet file is broken or cut off ({str(fault).splitlines()[0][:120]})",
        mend="fetch it again and compare its size with the sender's",
    )


def read_parquet(path: Path, options: ReadOptions, limits: Limits, *, name: str, where: str) -> Staged:
    """Make a Parquet file readable as a view of text.

    Args:
        path: The file.
        options: `null_values` are read as empty.
        limits: Most columns.
        name: Name of the view.
        where: What the errors call the file.
    Returns:
        The statement that makes the view, and what was found.
    Raises:
        DeliveryError: It is broken or cut off.
    """
    schema, rows = parquet_schema(path, where)
    left_out = tuple(field.name for field in schema if _is_bytes(field.type))
    kept = [field for field in schema if field.name not in left_out]
    if len({field.name.casefold() for field in schema}) < len(schema) or _NUMBERING in schema.names:
        raise DeliveryError(
            where=where,
            what="two columns have the same name but for capitals, or one is called 'file_row_number'",
            mend="ask the sender to rename them",
        )
    _verify(path, where)
    names, notes = name_columns([field.name for field in kept], limits, where=where)
    columns = [(n, _text(field, options.null_values)) for n, field in zip(names, kept, strict=True)]
    bytes_note = tuple(f"Column '{n}' holds bytes (perhaps a geometry) and is left out." for n in left_out)
    return Staged(view=typed_view(name, path, columns), columns=names, rows_in=rows, notes=(*notes, *bytes_note))


def _verify(path: Path, where: str) -> None:
    """Unpack every page once, so that a damaged one is found here and not in the middle of a query."""
    try:
        with pq.ParquetFile(path) as file:
            for _ in file.iter_batches(batch_size=65_536):
                pass
    except (pa.ArrowException, OSError, ValueError) as fault:
        raise _broken(where, fault) from fault


def _is_bytes(kind: pa.DataType) -> bool:
    return bool(pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind))


def _text(field: Any, null_values: tuple[str, ...]) -> exp.Expr:
    kind = field.type
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    value: exp.Expr = _cast(exp.column(field.name, quoted=True), kind)
    for empty in ("", *null_values):
        value = exp.Nullif(this=value, expression=exp.Literal.string(empty))
    return value


def _cast(column: exp.Expr, kind: Any) -> exp.Expr:
    text = exp.cast(column, "VARCHAR")
    if pa.types.is_timestamp(kind):
        return _call("replace", text, " ", "T")
    if pa.types.is_floating(kind):
        # 3.0 is 3 and 1.0e20 is 1e+20: the shortest text that reads back as the same number.
        return _call("regexp_replace", text, r"\.0$", "")
    if pa.types.is_nested(kind):
        return exp.cast(_call("to_json", column), "VARCHAR")
    return text


def _call(function: str, value: exp.Expr, *texts: str) -> exp.Expr:
    return exp.Anonymous(this=function, expressions=[value, *(exp.Literal.string(t) for t in texts)])
