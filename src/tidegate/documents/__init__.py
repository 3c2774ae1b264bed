"""Reports, charts, maps and workbooks: values in, files out.

This room knows nothing of pictures or registers. A `Report` is what is to be said; how it looks is decided here, once,
for PDF, DOCX and workbook alike. Equal values give equal bytes, and nothing is fetched from anywhere.
"""

from tidegate.documents.paper import report_pages, report_pdf, write_pdf
from tidegate.documents.report import (
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
)

__all__ = [
    "Callout",
    "Column",
    "Drawing",
    "Figure",
    "KeyFigure",
    "KeyFigures",
    "Listing",
    "Paragraph",
    "Report",
    "Section",
    "Source",
    "Standing",
    "Table",
    "report_pages",
    "report_pdf",
    "write_pdf",
]
