"""Reports as PDF: tagged for screen readers (PDF/UA-1), made to be kept (PDF/A-2a), equal for equal reports.

The text of a report reaches the template as data alone. Fonts are those within typst; nothing is fetched.
"""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst

from tidegate.documents import palette
from tidegate.documents.layout import lay_out
from tidegate.documents.report import Report
from tidegate.documents.text import breakable, plainest, shaped
from tidegate.errors import ExportError
from tidegate.formats import atomically

_STANDARDS = ["a-2a", "ua-1"]
_LOOK = {
    "ink": palette.INK, "grey": palette.GREY, "rule": palette.RULE, "wash": palette.WASH, "accent": palette.ACCENT,
    "limits": palette.ACCENT, "note": palette.GREY, "warning": "#a33c00", "mind": "#a33c00", "fonts": [],
}  # fmt: skip
_UNSHOWN = re.compile(r"could not be displayed|not supported by the font|missing glyph")


@cache
def _template() -> bytes:
    return files(__package__).joinpath("report.typ").read_bytes()


def report_pdf(report: Report) -> bytes:
    """Set a report as PDF.

    Args:
        report: The report.
    Returns:
        The file; equal reports give equal bytes.
    Raises:
        ExportError: It cannot be set.
    """
    # Which marks join which letters is known for sure only when it is set: where one cannot, plainer letters can.
    try:
        return bytes(_set(report, _shown, format="pdf", pdf_standards=_STANDARDS))
    except ExportError as fault:
        if not _UNSHOWN.search(fault.what):
            raise
    return bytes(_set(report, _plainly, format="pdf", pdf_standards=_STANDARDS))


def write_pdf(report: Report, path: Path) -> None:
    """Write a report as PDF.

    Args:
        report: The report.
        path: The file.
    Raises:
        ExportError: It cannot be set or written.
    """
    text = report_pdf(report)
    with atomically(path) as temporary:
        temporary.write_bytes(text)


def report_pages(report: Report, *, ppi: float = 100) -> list[bytes]:
    """Draw the pages of a report, to look at.

    Args:
        report: The report.
        ppi: Dots of an inch.
    Returns:
        PNG, one for each page.
    Raises:
        ExportError: It cannot be set.
    """
    pages = _set(report, _shown, format="png", ppi=ppi)
    return pages if isinstance(pages, list) else [pages]


def _shown(text: str) -> str:
    return shaped(text) if text.startswith("<svg") else breakable(shaped(text))


def _plainly(text: str) -> str:
    return plainest(text) if text.startswith("<svg") else breakable(plainest(text))


def _set(report: Report, text: Callable[[str], str], **how: Any) -> Any:
    laid = lay_out(report, text)
    noon = datetime(report.date.year, report.date.month, report.date.day, 12, tzinfo=UTC)
    inputs = {"report": json.dumps(laid, ensure_ascii=False), "look": json.dumps(_LOOK)}
    try:
        return typst.compile(_template(), sys_inputs=inputs, ignore_system_fonts=True, timestamp=noon, **how)
    except typst.TypstError as fault:
        raise ExportError(
            where=f"report '{report.title}'",
            what=f"it cannot be set as PDF ({fault.message})",
            mend="send this message to those who keep Tidegate",
        ) from fault
