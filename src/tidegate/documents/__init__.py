"""Reports, charts, maps, diagrams and workbooks: values in, files out.

This room knows nothing of pictures or registers. A `Report` is what is to be said; how it looks is decided here, once,
for PDF, DOCX and workbook alike. Equal values give equal bytes, and nothing is fetched from anywhere.
"""

from tidegate.documents.charts import (
    Bar,
    Change,
    Estimate,
    Series,
    draw_bars,
    draw_before_after,
    draw_lines,
    draw_lorenz,
    draw_small_multiples,
)
from tidegate.documents.diagrams import Node, Tie, draw_network
from tidegate.documents.formulas import Formula
from tidegate.documents.maps import Area, CityMap, Classes, Name, Sign, class_values, colours, draw_map, grid_areas
from tidegate.documents.office import report_docx, write_docx
from tidegate.documents.paper import report_pages, report_pdf, write_pdf
from tidegate.documents.report import (
    Block,
    Callout,
    Column,
    Drawing,
    Figure,
    KeyFigure,
    KeyFigures,
    Listing,
    Paragraph,
    Report,
    Section,
    Source,
    Standing,
    Table,
    tables_of,
)
from tidegate.documents.words import languages
from tidegate.documents.workbook import Sheet, Workbook, report_workbook, write_workbook

__all__ = [
    "Area",
    "Bar",
    "Block",
    "Callout",
    "Change",
    "CityMap",
    "Classes",
    "Column",
    "Drawing",
    "Estimate",
    "Figure",
    "Formula",
    "KeyFigure",
    "KeyFigures",
    "Listing",
    "Name",
    "Node",
    "Paragraph",
    "Report",
    "Section",
    "Series",
    "Sheet",
    "Sign",
    "Source",
    "Standing",
    "Table",
    "Tie",
    "Workbook",
    "class_values",
    "colours",
    "draw_bars",
    "draw_before_after",
    "draw_lines",
    "draw_lorenz",
    "draw_map",
    "draw_network",
    "draw_small_multiples",
    "grid_areas",
    "languages",
    "report_docx",
    "report_pages",
    "report_pdf",
    "report_workbook",
    "tables_of",
    "write_docx",
    "write_pdf",
    "write_workbook",
]
