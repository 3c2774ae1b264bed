"""Rows of text on their way into a Parquet file that the engine can read."""

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tidegate.errors import DeliveryError
from tidegate.formats.headers import ROW_NUMBER
from tidegate.formats.reading import REFUSED_ROWS

_CELLS_A_BATCH = 600_000
_RAW = 500
_MOST_REFUSED = 100_000


class StagedRows:
    """A Parquet file that is being filled with rows of text, each under its row number.

    Args:
        path: The file to write.
        columns: Its columns, `row_number` not among them.
        null_values: Texts that mean an empty cell, beside the empty text.
    """

    def __init__(self, path: Path, columns: Sequence[str], null_values: Sequence[str] = ()) -> None:
        self.columns = tuple(columns)
        self._empty = pa.array(sorted({"", *null_values}), pa.string())
        texts: list[Any] = [pa.field(name, pa.string()) for name in columns]
        self._schema: Any = pa.schema([pa.field(ROW_NUMBER, pa.int64()), *texts])
        self._writer = pq.ParquetWriter(path, self._schema, compression="snappy")
        self._rows: list[Sequence[str | None]] = []
        self._numbers: list[int] = []
        self._batch = max(1, _CELLS_A_BATCH // max(len(self.columns), 1))

    def add(self, number: int, row: Sequence[str | None]) -> None:
        """Add a row.

        Args:
            number: Its row number.
            row: Its cells, as many as there are columns.
        """
        self._numbers.append(number)
        self._rows.append(row)
        if len(self._rows) >= self._batch:
            self._flush()

    def add_columns(self, numbers: Any, columns: Sequence[Any]) -> None:
        """Add many rows at once.

        Args:
            numbers: Their row numbers.
            columns: Their cells, one array of text for each column.
        """
        self._flush()
        arrays = [numbers, *(self._emptied(c) for c in columns)]
        self._writer.write_table(pa.Table.from_arrays(arrays, schema=self._schema))

    def _flush(self) -> None:
        if not self._rows:
            return
        cells = zip(*self._rows, strict=True) if self.columns else ()
        arrays = [pa.array(self._numbers, pa.int64()), *(self._emptied(pa.array(c, pa.string())) for c in cells)]
        self._writer.write_table(pa.Table.from_arrays(arrays, schema=self._schema))
        self._rows, self._numbers = [], []

    def _emptied(self, cells: Any) -> Any:
        return pc.if_else(pc.is_in(cells, value_set=self._empty), pa.scalar(None, pa.string()), cells)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        if kind is None:
            self._flush()
        self._writer.close()


class RefusedRows:
    """Rows that could not be read, collected with their reasons.

    Args:
        where: What an error calls the file.
    """

    def __init__(self, where: str) -> None:
        self._where = where
        self._found: list[tuple[int, str, str, str]] = []

    def __len__(self) -> int:
        return len(self._found)

    def numbers(self) -> tuple[int, ...]:
        """Give the row numbers of what was refused, in the order of the file."""
        return tuple(number for number, _, _, _ in self._found)

    def add(self, number: int, rule: str, value: str, mend: str) -> None:
        """Refuse one row.

        Args:
            number: Its row number.
            rule: Short name of what is wrong.
            value: Its raw text.
            mend: What can be done.
        Raises:
            DeliveryError: So many rows are refused that the file must be read in another way.
        """
        self._found.append((number, rule, value[:_RAW], mend))
        if len(self._found) > _MOST_REFUSED:
            raise DeliveryError(
                where=self._where,
                what=f"more than {_MOST_REFUSED:,} rows cannot be read, the last for the reason '{rule}'",
                mend="check delimiter, quote and header row of the description against the file",
            )

    def table(self) -> pa.Table:
        """Give what was refused (contract `REFUSED_ROWS`), in the order of the file."""
        columns = list(zip(*self._found, strict=True)) or [()] * 4
        arrays = [pa.array(c, f.type) for c, f in zip(columns, REFUSED_ROWS.schema(), strict=True)]
        return pa.Table.from_arrays(arrays, schema=REFUSED_ROWS.schema())
