"""A file made ready: the view that reads it, and what was found on the way."""

from dataclasses import dataclass, field

import pyarrow as pa

from tidegate.formats.reading import REFUSED_ROWS


@dataclass(frozen=True)
class Staged:
    """What the reader of one format hands back.

    Args:
        view: The statement that makes the view.
        columns: Its columns, `row_number` not among them.
        rows_in: Rows in the file, refused ones included.
        encoding: Encoding of a text file.
        delimiter: Delimiter of a CSV file.
        refused: Rows that could not be read (contract `REFUSED_ROWS`).
        notes: What a person should know.
        tidy: As in `Reading`.
    """

    view: str
    columns: tuple[str, ...]
    rows_in: int
    encoding: str = ""
    delimiter: str = ""
    refused: pa.Table = field(default_factory=REFUSED_ROWS.empty)
    notes: tuple[str, ...] = ()
    tidy: bool = False
