"""Things with parts, laid flat: one row each, and a column for every path that occurs.

`{"name": "A", "place": {"lat": 1.5}, "tags": ["x"]}` becomes `name`, `place.lat` and `tags`, where a list
stays together as JSON text, so that nothing is lost.
"""

import json
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tidegate.errors import DeliveryError
from tidegate.formats.headers import ROW_NUMBER, name_columns
from tidegate.formats.reading import Limits

_CELLS_A_BATCH = 400_000


def flatten(thing: dict[str, Any]) -> dict[str, str | None]:
    """Lay one thing flat.

    Args:
        thing: A JSON object.
    Returns:
        The text of each leaf by its path; None for null and for the empty object.
    Example:
        >>> flatten({"a": {"b": 2.0, "c": [1, {"d": None}]}, "e": True})
        {'a.b': '2', 'a.c': '[1,{"d":null}]', 'e': 'true'}
    """
    row: dict[str, str | None] = {}
    _lay_flat(thing, "", row)
    return row


def _lay_flat(thing: dict[str, Any], prefix: str, row: dict[str, str | None]) -> None:
    for key, value in thing.items():
        if isinstance(value, str):
            row[prefix + key] = value
        elif isinstance(value, dict) and value:
            _lay_flat(value, f"{prefix}{key}.", row)
        else:
            row[prefix + key] = _text(value)


def _text(value: Any) -> str | None:
    if isinstance(value, list):
        return _list_text(value)
    if value is None or value == {}:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    return str(value)


def _list_text(values: list[Any]) -> str:
    try:
        return orjson.dumps(values).decode()
    except TypeError:
        # An integer beyond 64 bits, which orjson does not write.
        return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


class FlatRows:
    """Rows whose columns are not known before the last one has been seen.

    Batches go to disk with the columns seen so far; at the end they are put together under all of them.

    Args:
        path: The Parquet file to write.
        limits: Most columns.
        where: What an error calls the file.
        null_values: Texts that mean an empty cell, beside the empty text.
    """

    def __init__(self, path: Path, limits: Limits, where: str, null_values: tuple[str, ...] = ()) -> None:
        self._path, self._limits, self._where = path, limits, where
        self._empty = pa.array(sorted({"", *null_values}), pa.string())
        # A dictionary, for a set does not keep the order in which the paths first occur.
        self._columns: dict[str, None] = {}
        self._rows: list[dict[str, str | None]] = []
        self._numbers: list[int] = []
        self._parts: list[Path] = []
        self._cells = 0

    def add(self, number: int, row: dict[str, str | None]) -> None:
        """Add one row.

        Args:
            number: Its row number.
            row: Its cells by path; a path that is missing is an empty cell.
        Raises:
            DeliveryError: More columns have come together than are allowed.
        """
        if not row.keys() <= self._columns.keys():
            self._columns |= dict.fromkeys(row)
            self._check_width(number)
        self._numbers.append(number)
        self._rows.append(row)
        self._cells += max(len(row), 1)
        if self._cells >= _CELLS_A_BATCH:
            self._flush()

    def _check_width(self, number: int) -> None:
        if len(self._columns) > self._limits.columns:
            raise DeliveryError(
                where=self._where,
                what=f"it has more than {self._limits.columns:,} columns by row {number:,}",
                mend="a key that differs from row to row belongs into a value; ask for another layout",
            )

    def _flush(self) -> None:
        names = sorted(set().union(*self._rows))
        arrays = [pa.array(self._numbers, pa.int64())]
        arrays += [self._emptied(pa.array([row.get(n) for row in self._rows], pa.string())) for n in names]
        part = self._path.with_name(f"{self._path.stem}-part-{len(self._parts)}")
        pq.write_table(pa.Table.from_arrays(arrays, names=[ROW_NUMBER, *(f"={n}" for n in names)]), part)
        self._parts.append(part)
        self._rows, self._numbers, self._cells = [], [], 0

    def _emptied(self, cells: Any) -> Any:
        return pc.if_else(pc.is_in(cells, value_set=self._empty), pa.scalar(None, pa.string()), cells)

    def finish(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Put everything together.

        Returns:
            The columns, in the order in which they first occur, and a note for each that had to be renamed.
        """
        self._flush()
        paths = list(self._columns)
        names, notes = name_columns(paths, self._limits, where=self._where)
        texts: list[Any] = [pa.field(n, pa.string()) for n in names]
        schema: Any = pa.schema([pa.field(ROW_NUMBER, pa.int64()), *texts])
        with pq.ParquetWriter(self._path, schema, compression="snappy") as writer:
            for part in self._parts:
                found = pq.read_table(part, partitioning=None)
                held = set(found.column_names)
                missing = pa.nulls(found.num_rows, pa.string())
                cells = [found.column(f"={p}") if f"={p}" in held else missing for p in paths]
                writer.write_table(pa.Table.from_arrays([found.column(ROW_NUMBER), *cells], schema=schema))
                part.unlink()
        return names, notes
