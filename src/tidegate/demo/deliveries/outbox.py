"""The folder of deliveries: opens each file once, counts its rows, cuts it where it grows too long."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from tidegate.demo.deliveries.sinks import (
    ROW_LIMIT,
    Columns,
    Delimited,
    Elements,
    JsonLines,
    ParquetPart,
    Part,
    Workbook,
    open_stream,
)


@dataclass
class _Growing:
    make: Callable[[Path], Part]
    path: Path
    part: Part
    number: int = 1
    rows: int = 0


@dataclass
class Outbox:
    """All files of all registers while they grow.

    Args:
        folder: The folder of deliveries.
        rows: Rows written so far, by file.
    """

    folder: Path
    rows: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """No file is open yet."""
        self._open: dict[str, _Growing] = {}

    def delimited(
        self,
        name: str,
        columns: Columns,
        *,
        delimiter: str = ",",
        encoding: str = "utf-8-sig",
        rename: dict[str, str] | None = None,
    ) -> None:
        """Append rows to a file of delimited text.

        Args:
            name: Path within the deliveries; `.gz` and `.csv.zip` are packed.
            columns: The rows.
            delimiter: Between two cells.
            encoding: Python's name.
            rename: Columns that this file calls otherwise.
        """
        heads = [(rename or {}).get(c, c) for c in columns if c != Delimited.RAGGED]
        self._append(name, columns, lambda path: Delimited(open_stream(path), heads, delimiter, encoding))

    def json_lines(self, name: str, columns: Columns) -> None:
        """Append rows to a file of JSON lines."""
        self._append(name, columns, lambda path: JsonLines(open_stream(path)))

    def elements(self, name: str, columns: Columns, *, root: str, element: str) -> None:
        """Append rows to an XML file."""
        self._append(name, columns, lambda path: Elements(open_stream(path), root, element))

    def workbook(
        self, name: str, columns: Columns, *, titles: tuple[str, ...], footer: str, numbers: tuple[str, ...] = ()
    ) -> None:
        """Append rows to a workbook; `numbers` names the columns whose cells are numbers."""
        heads = list(columns)
        self._append(name, columns, lambda path: Workbook(path, heads, titles, footer, numbers))

    def parquet(self, name: str, columns: Columns) -> None:
        """Append rows to a Parquet file."""
        self._append(name, columns, ParquetPart)

    def count(self, name: str, rows: int) -> None:
        """Count rows of a file that is written elsewhere."""
        self.rows[name] = self.rows.get(name, 0) + rows

    def _append(self, name: str, columns: Columns, make: Callable[[Path], Part]) -> None:
        rows = len(next(iter(columns.values())))
        growing = self._open.get(name)
        if growing is None:
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            growing = self._open[name] = _Growing(make, path, make(path))
        elif growing.rows + rows > ROW_LIMIT:
            growing.part.close()
            growing.number, growing.rows = growing.number + 1, 0
            stem, dot, tail = growing.path.name.partition(".")
            growing.part = make(growing.path.with_name(f"{stem}_deel{growing.number}{dot}{tail}"))
        growing.part.write(columns)
        growing.rows += rows
        self.count(name, rows)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_fault: object) -> None:
        """Finish all files."""
        for growing in self._open.values():
            growing.part.close()
        self._open.clear()
