"""Reports as DOCX, for an office that edits: real headings, lists, captions and tables whose head is repeated."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import docx
import vl_convert
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.shared import Mm
from docx.table import _Cell

from tidegate.documents import palette as p
from tidegate.documents.layout import lay_out
from tidegate.documents.office_parts import (
    anchored,
    borders,
    cell_room,
    field,
    keep_row_whole,
    linked,
    repeat_row,
)
from tidegate.documents.office_styles import dress
from tidegate.documents.report import Report
from tidegate.errors import ExportError
from tidegate.formats import atomically

_TEXT_WIDTH, _HIGHEST = 162.0, 200.0
"""Millimetres of a line, and the most that a drawing may be high."""

_SCALE = 2.5
"""Pixels of a picture for each of its drawing: 240 to the inch on paper."""

_HEAD_EDGES = {"top": (10, p.ACCENT), "bottom": (8, p.ACCENT)}
_ROW_EDGES = {"bottom": (4, p.RULE)}

_ZIPPED = (1980, 1, 1, 0, 0, 0)
"""When every part of the file says it was packed, so that equal reports are equal files."""


def report_docx(report: Report) -> bytes:
    """Set a report as DOCX.

    Args:
        report: The report.
    Returns:
        The file; equal reports give equal bytes.
    Raises:
        ExportError: A drawing cannot be made a picture.
    """
    laid = lay_out(report)
    document = docx.Document()
    dress(document, report.language)
    _tell_of_itself(document, laid)
    _Setter(document, laid, report.title).set()
    packed = io.BytesIO()
    document.save(packed)
    return _packed_again(packed)


def write_docx(report: Report, path: Path) -> None:
    """Write a report as DOCX.

    Args:
        report: The report.
        path: The file.
    Raises:
        ExportError: It cannot be set or written.
    """
    text = report_docx(report)
    with atomically(path) as temporary:
        temporary.write_bytes(text)


def _packed_again(packed: io.BytesIO) -> bytes:
    """Pack the parts in order of their names, without the time at which it was done."""
    out = io.BytesIO()
    with zipfile.ZipFile(packed) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        # Readers look for the types of the parts first.
        for name in sorted(source.namelist(), key=lambda n: (n != "[Content_Types].xml", n)):
            target.writestr(zipfile.ZipInfo(name, _ZIPPED), source.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _tell_of_itself(document: Any, laid: dict[str, Any]) -> None:
    about = document.core_properties
    year, month, day = laid["day"]
    noon = datetime(year, month, day, 12)  # noqa: DTZ001 - the file keeps no time zone
    about.title, about.subject, about.language = laid["title"][:255], laid["subtitle"][:255], laid["language"]
    about.author = next((value for _, value in laid["facts"]), "")[:255]
    about.created = about.modified = about.last_printed = noon
    about.last_modified_by, about.comments, about.revision = "", "", 1


class _Setter:
    """Sets one report, and counts its figures and tables."""

    def __init__(self, document: Any, laid: dict[str, Any], name: str) -> None:
        self.document, self.laid, self.name = document, laid, name
        self.counts = {"figure": 0, "table": 0}
        self.headings = 0
        # Found once, and set by their ids: the library looks through all styles for every paragraph.
        self.styles = {style.name: style.style_id for style in document.styles}

    def set(self) -> None:
        self._page()
        self._first_page()
        for section in self.laid["sections"]:
            self._section(section, 1)

    def _page(self) -> None:
        page = self.document.sections[0]
        page.orientation, page.page_width, page.page_height = WD_ORIENT.PORTRAIT, Mm(210), Mm(297)
        page.left_margin = page.right_margin = Mm(24)
        page.top_margin, page.bottom_margin = Mm(26), Mm(24)
        head = page.header.paragraphs[0]
        head.add_run(self.laid["invented"]).bold = True
        head.add_run(f"\t{self.laid['expires']}")
        foot = page.footer.paragraphs[0]
        foot.add_run(" · ".join(t for t in (self.laid["title"][:70], self.laid["picture"]) if t) + "\t")
        before, between, after = _around(self.laid["page"])
        foot.add_run(before)
        field(foot, "PAGE", "1")
        foot.add_run(between)
        field(foot, "NUMPAGES", "1")
        foot.add_run(after)

    def _first_page(self) -> None:
        self._add("Title", self.laid["title"])
        if self.laid["subtitle"]:
            self._add("Subtitle", self.laid["subtitle"])
        if self.laid["facts"]:
            self._grid([[label, value] for label, value in self.laid["facts"]], (42.0, _TEXT_WIDTH - 42.0))
        if self.laid["limits"]:
            self._callout(self.laid["limits"])
        if self.laid["contents"] and self.laid["sections"]:
            self._contents()

    def _contents(self) -> None:
        self._add("Contents Heading", self.laid["words"]["contents"])
        entries = list(_headings(self.laid["sections"], 1))
        for n, (level, heading) in enumerate(entries):
            linked(self._add(f"toc {min(level, 2)}"), f"part{n + 1}", heading)
        self.document.paragraphs[-1].add_run().add_break(WD_BREAK.PAGE)

    def _section(self, section: dict[str, Any], level: int) -> None:
        heading = self._add(f"Heading {min(level, 6)}")
        self.headings += 1
        anchored(heading, f"part{self.headings}", self.headings, section["heading"])
        heading.paragraph_format.page_break_before = section["new_page"] and self.headings > 1
        for block in section["blocks"]:
            self._block(block)
        for part in section["sections"]:
            self._section(part, level + 1)

    def _block(self, block: dict[str, Any]) -> None:
        getattr(self, f"_{block['kind']}")(block)

    def _paragraph(self, block: dict[str, Any]) -> None:
        for n, text in enumerate(block["texts"]):
            paragraph = self._add("Body Text")
            if n == 0 and block["lead"]:
                paragraph.add_run(f"{block['lead']} ").bold = True
            paragraph.add_run(text)

    def _list(self, block: dict[str, Any]) -> None:
        for n, text in enumerate(block["items"]):
            # Numbers of a real list would run on from list to list through the whole file.
            self._add(
                "Counted" if block["numbered"] else "List Bullet", f"{n + 1}.\t{text}" if block["numbered"] else text
            )

    def _callout(self, block: dict[str, Any]) -> None:
        self._add("Callout Title", block["title"])
        for text in block["texts"]:
            self._add("Callout", text)
        self._add("Gap")

    def _key(self, block: dict[str, Any]) -> None:
        figures = block["figures"]
        for start in range(0, len(figures), 4):
            row = figures[start : start + 4]
            (cells,) = self._table_of(1, [_TEXT_WIDTH / len(row)] * len(row))
            for cell, figure in zip(cells, row, strict=True):
                borders(cell, top=(12, p.ACCENT))
                self._fill(cell, "Key Number", figure["value"])
                self._dressed(cell.add_paragraph(figure["label"]), "Key Label")
                if figure["note"]:
                    self._dressed(cell.add_paragraph(figure["note"]), "Key Note")
            self._add("Gap")

    def _figure(self, block: dict[str, Any]) -> None:
        try:
            picture = vl_convert.svg_to_png(block["svg"], scale=_SCALE)
        except (ValueError, RuntimeError) as fault:
            first = str(fault).strip().partition("\n")[0]
            what = f"the drawing '{block['caption']}' cannot be made a picture ({first})"
            mend = "send this message to those who keep Tidegate"
            raise ExportError(where=f"report '{self.name}'", what=what, mend=mend) from fault
        width, height = (pixels * 0.75 * 25.4 / 72 for pixels in (block["width"], block["height"]))
        shrink = min(1.0, _TEXT_WIDTH / width, _HIGHEST / height)
        paragraph = self._add("Figure")
        shape = paragraph.add_run().add_picture(io.BytesIO(picture), width=Mm(width * shrink))
        shape._inline.docPr.set("descr", block["alt"])
        self._caption("figure", block["caption"], "Caption")
        if block["table"]:
            self._table(block["table"])

    def _caption(self, kind: str, text: str, style: str) -> None:
        self.counts[kind] += 1
        caption = self._add(style)
        caption.add_run(f"{self.laid['words'][kind]} ").bold = True
        field(caption, f"SEQ {kind} \\* ARABIC", str(self.counts[kind]))
        caption.add_run(f"  {text}")

    def _table(self, block: dict[str, Any]) -> None:
        self._caption("table", block["caption"], "Table Caption")
        columns = block["columns"]
        weights = [c["weight"] for c in columns]
        widths = [_TEXT_WIDTH * block["width"] * weight / sum(weights) for weight in weights]
        rows = self._table_of(1 + len(block["rows"]), widths)
        repeat_row(rows[0])
        for n, (cells, texts) in enumerate(zip(rows, [[c["heading"] for c in columns], *block["rows"]], strict=True)):
            keep_row_whole(cells)
            style = "Table Head" if n == 0 else "Table Text"
            for column, cell, text in zip(columns, cells, texts, strict=True):
                paragraph = self._fill(cell, style, text)
                if column["align"] == "right":
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
                borders(cell, **_HEAD_EDGES if n == 0 else _ROW_EDGES)
            if block["sourced"] and n > 0:
                self._dressed(cells[-1].paragraphs[0], "Table Source")
        for note in block["notes"]:
            self._add("Table Note", note)
        self._add("Gap")

    def _grid(self, rows: list[list[str]], widths: tuple[float, ...]) -> None:
        for cells, texts in zip(self._table_of(len(rows), widths), rows, strict=True):
            for style, cell, text in zip(("Fact Label", "Fact"), cells, texts, strict=True):
                self._fill(cell, style, text)

    def _fill(self, cell: Any, style: str, text: str) -> Any:
        paragraph = self._dressed(cell.paragraphs[0], style)
        paragraph.text = text
        return paragraph

    def _table_of(self, rows: int, widths: Sequence[float]) -> list[list[Any]]:
        table = self.document.add_table(rows, len(widths))
        table.autofit = False
        cell_room(table)
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
        rows_of_cells = _cells(table)
        for row in rows_of_cells:
            for cell, width in zip(row, widths, strict=True):
                cell.width = Mm(width)
        return rows_of_cells

    def _add(self, style: str, text: str = "") -> Any:
        return self._dressed(self.document.add_paragraph(text), style)

    def _dressed(self, paragraph: Any, style: str) -> Any:
        paragraph._p.style = self.styles[style]
        return paragraph


def _cells(table: Any) -> list[list[Any]]:
    """Give the cells of a table row by row; the library's own way walks through all of them for each row."""
    return [[_Cell(tc, table) for tc in tr.tc_lst] for tr in table._tbl.tr_lst]


def _around(phrase: str) -> tuple[str, str, str]:
    before, _, rest = phrase.partition("{n}")
    between, _, after = rest.partition("{total}")
    return before, between, after


def _headings(sections: list[dict[str, Any]], level: int) -> Iterable[tuple[int, str]]:
    for section in sections:
        yield level, section["heading"]
        yield from _headings(section["sections"], level + 1)
