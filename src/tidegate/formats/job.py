"""What the parent asks of the child, and what the child answers."""

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

import orjson
import pyarrow as pa

from tidegate.formats.reading import REFUSED_ROWS, Limits, ReadOptions


@dataclass(frozen=True)
class Job:
    """One file to be read.

    Args:
        path: The file.
        format: Its format.
        where: What the errors call it.
        options: How to read it.
        limits: How much of the machine it may take.
        scratch: Folder for the rows.
        most: Rows to read at most; 0 for all.
    """

    path: Path
    format: str
    where: str
    options: ReadOptions
    limits: Limits
    scratch: Path
    most: int = 0

    @property
    def target(self) -> Path:
        """Where the rows go."""
        return self.scratch / "rows.parquet"

    def to_json(self) -> bytes:
        """Write the job as JSON."""
        return orjson.dumps(asdict(self), default=str)

    @classmethod
    def from_json(cls, text: bytes) -> Self:
        """Read a job from JSON.

        Args:
            text: What `to_json` wrote.
        Returns:
            The same job.
        """
        raw: dict[str, Any] = orjson.loads(text)
        lists = {name: tuple(raw["options"][name]) for name in ("columns", "null_values")}
        return cls(
            path=Path(raw["path"]),
            format=raw["format"],
            where=raw["where"],
            options=ReadOptions(**raw["options"] | lists),
            limits=Limits(**raw["limits"]),
            scratch=Path(raw["scratch"]),
            most=raw["most"],
        )


@dataclass(frozen=True)
class Answer:
    """What reading a file found.

    Args:
        columns: Its columns.
        rows_in: Rows in the file, refused ones included.
        encoding: Encoding of a text file.
        notes: What a person should know.
        parts: Sheets, layers or elements that it holds.
        header_row: Line with the names of the columns, 0 where there is none.
        refused: Rows that could not be read (contract `REFUSED_ROWS`).
    """

    columns: tuple[str, ...]
    rows_in: int
    encoding: str = ""
    notes: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    header_row: int = 0
    refused: pa.Table = field(default_factory=REFUSED_ROWS.empty)
