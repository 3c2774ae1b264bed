"""Files that grow block by block: each is opened once, and cut where it grows too long."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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

PARTS: Mapping[str, Callable[..., Part]] = {
    "delimited": lambda path, **how: Delimited(open_stream(path), **how),
    "json_lines": lambda path: JsonLines(open_stream(path)),
    "elements": lambda path, **how: Elements(open_stream(path), **how),
    "workbook": Workbook,
    "parquet": ParquetPart,
}
"""Kinds of file, by name: what begins one of the kind at a path."""

DONE = b"done"
"""What the writing process answers where every file was finished."""


@dataclass
class _Growing:
    path: Path
    part: Part
    number: int = 1
    rows: int = 0


class Files:
    """All files of a folder while they grow.

    Args:
        folder: The folder.
        row_limit: Most rows in one file; what comes after goes into a further part.
    """

    def __init__(self, folder: Path, row_limit: int = ROW_LIMIT) -> None:
        self._folder, self._row_limit = folder, row_limit
        self._open: dict[str, _Growing] = {}

    def append(self, name: str, columns: Columns, kind: str, how: Mapping[str, Any]) -> None:
        """Append rows to a file, which begins with its first rows.

        Args:
            name: Path within the folder.
            columns: The rows.
            kind: One of `PARTS`.
            how: What the kind needs to know.
        """
        rows = len(next(iter(columns.values())))
        growing = self._open.get(name)
        if growing is None:
            path = self._folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            growing = self._open[name] = _Growing(path, PARTS[kind](path, **how))
        elif growing.rows + rows > self._row_limit:
            growing.part.close()
            growing.number, growing.rows = growing.number + 1, 0
            stem, dot, tail = growing.path.name.partition(".")
            growing.part = PARTS[kind](growing.path.with_name(f"{stem}_deel{growing.number}{dot}{tail}"), **how)
        growing.part.write(columns)
        growing.rows += rows

    def close(self) -> None:
        """Finish all files."""
        for growing in self._open.values():
            growing.part.close()
        self._open.clear()
