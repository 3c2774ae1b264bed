"""How a delivered file is to be read, and what reading it found.

Whatever its format, a file becomes one table of text: every column `VARCHAR`, an empty cell
`NULL`, and `row_number`, the number of the source row counted from 1 (the header not counted). What could not be
read as a row stands in `refused`, so that rows in the file = rows in the table + refused rows.
"""

from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from tidegate.tables import Column, Contract

REFUSED_ROWS = Contract(
    "refused_rows",
    (
        Column("row_number", pa.int64(), "source row, from 1"),
        Column("rule", pa.string()),
        Column("value", pa.string(), "the raw text, at most 500 characters"),
        Column("mend", pa.string()),
    ),
)


@dataclass(frozen=True)
class ReadOptions:
    """How to read a file; what is empty is found out from the file itself.

    Args:
        format: csv, xlsx, parquet, jsonl, xml, gpkg, geojson, shapefile, ftm or bods; empty: by name and content.
        encoding: Python's name of the encoding of a text file.
        delimiter: Between two cells of a CSV file.
        quote: Around a cell of a CSV file.
        header_row: Number of the line with the column names, from 1; 0 where there is none.
        skip_footer: Number of lines at the end that are no rows.
        columns: Names of the columns where the file has none (`header_row: 0`).
        ragged: `refuse` rows with too few or too many cells, or `pad` them as `ftm map` does.
        null_values: Texts that mean an empty cell, beside the empty text.
        sheet: Name of the sheet of a workbook; empty: the first.
        element: Name of the repeating element of an XML file; empty: the most frequent below the root.
        layer: Name of the layer of a geographic file; empty: the first.
        member: Name of the file within a ZIP archive; empty: the only one that fits.
        keep_blank: Whether rows of a workbook without any value are rows too; row numbers then are those of the sheet.
    """

    format: str = ""
    encoding: str = ""
    delimiter: str = ""
    quote: str = '"'
    header_row: int = 1
    skip_footer: int = 0
    columns: tuple[str, ...] = ()
    ragged: str = "refuse"
    null_values: tuple[str, ...] = ()
    sheet: str = ""
    element: str = ""
    layer: str = ""
    member: str = ""
    keep_blank: bool = False


@dataclass(frozen=True)
class Limits:
    """How much of the machine one file may take before it is refused.

    Args:
        memory_mib: Memory for reading one file in a child process, MiB.
        seconds: Time for reading one file that is not a plain table, seconds.
        line_mib: Longest line or cell, MiB.
        columns: Most columns.
        unpacked_mib: Most that an archive may unpack to, MiB.
        ratio: Most that an archive may unpack to, as a multiple of its size.
    """

    memory_mib: int = 1024
    seconds: float = 600.0
    line_mib: int = 4
    columns: int = 4096
    unpacked_mib: int = 8192
    ratio: int = 200


@dataclass(frozen=True)
class Reading:
    """What reading a file found.

    Args:
        path: The file.
        table: Name of the view in the session that holds its rows.
        format: Its format.
        columns: Its columns, in the order of the file, `row_number` not among them.
        rows_in: Rows in the file, refused ones included.
        encoding: Encoding of a text file, empty for others.
        delimiter: Delimiter of a CSV file, empty for others.
        refused: Rows that could not be read (contract `REFUSED_ROWS`).
        notes: What a person should know, in whole sentences (a guess that was made, a column renamed).
        tidy: It is certain that every cell is printable ASCII without quote or backslash, and no space at either end.
    """

    path: Path
    table: str
    format: str
    columns: tuple[str, ...]
    rows_in: int
    encoding: str = ""
    delimiter: str = ""
    refused: pa.Table = field(default_factory=REFUSED_ROWS.empty)
    notes: tuple[str, ...] = ()
    tidy: bool = False
