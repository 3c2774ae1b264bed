"""Foreign formats: the only room that knows them.

Every file becomes a table of text with row numbers, or a clear refusal; nothing is guessed silently.
"""

from tidegate.formats.bods import StatementFault, check_statements
from tidegate.formats.inspection import Inspection, inspect
from tidegate.formats.reader import read
from tidegate.formats.reading import REFUSED_ROWS, Limits, Reading, ReadOptions
from tidegate.formats.writing import (
    atomically,
    harmless,
    write_csv,
    write_ftm_lines,
    write_geopackage,
    write_parquet,
    write_xlsx,
)

__all__ = [
    "REFUSED_ROWS",
    "Inspection",
    "Limits",
    "ReadOptions",
    "Reading",
    "StatementFault",
    "atomically",
    "check_statements",
    "harmless",
    "inspect",
    "read",
    "write_csv",
    "write_ftm_lines",
    "write_geopackage",
    "write_parquet",
    "write_xlsx",
]
