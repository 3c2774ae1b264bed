"""Small parts of a DOCX for which its library has no word: fields, bookmarks, edges of cells."""

from collections.abc import Sequence
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn


def _element(tag: str, **attributes: str) -> Any:
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def field(paragraph: Any, code: str, shown: str) -> None:
    """Put a field into a paragraph.

    Args:
        paragraph: The paragraph.
        code: What it is, such as `PAGE`.
        shown: What stands there until a reader's program reckons it anew.
    """
    made = _element("w:fldSimple", instr=code)
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = shown
    run.append(text)
    made.append(run)
    paragraph._p.append(made)


def anchored(paragraph: Any, name: str, number: int, text: str) -> None:
    """Write a text to which a link may lead.

    Args:
        paragraph: The paragraph.
        name: Name of the place.
        number: Number of the place in the file.
        text: The text.
    """
    paragraph._p.append(_element("w:bookmarkStart", id=str(number), name=name))
    paragraph.add_run(text)
    paragraph._p.append(_element("w:bookmarkEnd", id=str(number)))


def linked(paragraph: Any, name: str, text: str) -> None:
    """Write a text that leads to a place in the same file.

    Args:
        paragraph: The paragraph.
        name: Name of the place.
        text: The text.
    """
    link = _element("w:hyperlink", anchor=name)
    run = paragraph.add_run(text)
    paragraph._p.append(link)
    link.append(run._r)


def borders(cell: Any, **edges: tuple[int, str]) -> None:
    """Give a cell edges.

    Args:
        cell: The cell.
        edges: `top`, `bottom`, `left` or `right`, with width in eighths of a point and colour.
    """
    made = OxmlElement("w:tcBorders")
    for side in ("top", "left", "bottom", "right"):
        if side in edges:
            width, colour = edges[side]
            made.append(_element(f"w:{side}", val="single", sz=str(width), space="0", color=colour.lstrip("#")))
    cell._tc.get_or_add_tcPr().append(made)


def repeat_row(cells: Sequence[Any]) -> None:
    """Let a row be repeated on every page of its table.

    Args:
        cells: Its cells.
    """
    cells[0]._tc.getparent().get_or_add_trPr().append(_element("w:tblHeader", val="true"))


def keep_row_whole(cells: Sequence[Any]) -> None:
    """Keep a row on one page.

    Args:
        cells: Its cells.
    """
    cells[0]._tc.getparent().get_or_add_trPr().append(_element("w:cantSplit", val="true"))


def cell_room(table: Any, *, across: int = 80, down: int = 40) -> None:
    """Give the cells of a table some air.

    Args:
        table: The table.
        across: Left and right, in twentieths of a point.
        down: Above and below.
    """
    made = OxmlElement("w:tblCellMar")
    for side, room in (("top", down), ("left", across), ("bottom", down), ("right", across)):
        made.append(_element(f"w:{side}", w=str(room), type="dxa"))
    # The schema wants it before the look of the table.
    table._tbl.tblPr.insert_element_before(made, "w:tblLook")


def edge_and_wash(style: Any, *, edge: str, wash: str) -> None:
    """Set paragraphs of a style apart by an edge at their left and a pale ground.

    Args:
        style: The style.
        edge: Colour of the edge.
        wash: Colour of the ground.
    """
    properties = style.element.get_or_add_pPr()
    lines = OxmlElement("w:pBdr")
    lines.append(_element("w:left", val="single", sz="24", space="10", color=edge.lstrip("#")))
    # The schema wants both in this order, before tabs and spacing.
    ground = _element("w:shd", val="clear", color="auto", fill=wash.lstrip("#"))
    properties.insert_element_before(ground, "w:tabs", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc")
    ground.addprevious(lines)


def speak(document: Any, language: str) -> None:
    """Say in which language a document is written.

    Args:
        document: The document.
        language: Its language.
    """
    for found in document.styles.element.iter(qn("w:lang")):
        found.set(qn("w:val"), {"en": "en-GB", "nl": "nl-NL"}.get(language, language))
