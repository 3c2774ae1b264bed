"""Foreign formats: the only room that knows them.

Every file becomes a table of text with row numbers, or a clear refusal; nothing is guessed silently.
"""

from tidegate.formats.bods import StatementFault, check_statements
from tidegate.formats.geo_style import Category, Class, Style
from tidegate.formats.geo_writing import Layer, safe_names, write_geopackage_layers
from tidegate.formats.graph_writing import write_gexf, write_graphml
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
    "Category",
    "Class",
    "Inspection",
    "Layer",
    "Limits",
    "ReadOptions",
    "Reading",
    "StatementFault",
    "Style",
    "atomically",
    "check_statements",
    "harmless",
    "inspect",
    "read",
    "safe_names",
    "write_csv",
    "write_ftm_lines",
    "write_geopackage",
    "write_geopackage_layers",
    "write_gexf",
    "write_graphml",
    "write_parquet",
    "write_xlsx",
]
