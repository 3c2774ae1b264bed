"""How a DOCX looks: its styles, so that an office may change them all at once."""

from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from tidegate.documents import palette as p
from tidegate.documents.office_parts import edge_and_wash, speak

_FONT = "Calibri"
_LINE = Mm(162)

# Name, parent, points, colour, bold, points before and after, kept with what follows.
_STYLES = (
    ("Normal", None, 10.5, p.INK, False, 0, 0, False),
    ("Body Text", "Normal", 10.5, p.INK, False, 0, 7, False),
    ("Title", "Normal", 27, p.ACCENT, True, 0, 8, True),
    ("Subtitle", "Normal", 14, p.GREY, False, 0, 16, False),
    ("Heading 1", "Normal", 17, p.ACCENT, True, 22, 9, True),
    ("Heading 2", "Normal", 13, p.ACCENT, True, 16, 7, True),
    ("Heading 3", "Normal", 11, p.ACCENT, True, 13, 5, True),
    ("Heading 4", "Normal", 10.5, p.ACCENT, True, 11, 4, True),
    ("Heading 5", "Normal", 10.5, p.GREY, True, 11, 4, True),
    ("Heading 6", "Normal", 10.5, p.GREY, False, 11, 4, True),
    ("Contents Heading", "Normal", 13, p.ACCENT, True, 18, 6, True),
    ("toc 1", "Normal", 10.5, p.INK, False, 4, 0, False),
    ("toc 2", "Normal", 10.5, p.INK, False, 1, 0, False),
    ("List Bullet", "Normal", 10.5, p.INK, False, 0, 4, False),
    ("Counted", "Normal", 10.5, p.INK, False, 0, 4, False),
    ("Figure", "Normal", 10.5, p.INK, False, 10, 2, True),
    ("Caption", "Normal", 9, p.GREY, False, 2, 12, False),
    ("Table Caption", "Caption", 9, p.GREY, False, 12, 4, True),
    ("Table Head", "Normal", 9, p.INK, True, 0, 0, True),
    ("Table Text", "Normal", 9, p.INK, False, 0, 0, False),
    ("Table Source", "Normal", 7.5, p.GREY, False, 0, 0, False),
    ("Table Note", "Normal", 8.5, p.GREY, False, 3, 0, False),
    ("Callout Title", "Normal", 10, p.ACCENT, True, 12, 0, True),
    ("Callout", "Normal", 10, p.INK, False, 0, 0, False),
    ("Key Number", "Normal", 21, p.ACCENT, True, 2, 0, True),
    ("Key Label", "Normal", 9.5, p.INK, False, 0, 0, False),
    ("Key Note", "Normal", 8.5, p.GREY, False, 2, 0, False),
    ("Fact Label", "Normal", 10, p.GREY, False, 0, 0, False),
    ("Fact", "Normal", 10, p.INK, False, 0, 0, False),
    ("Gap", "Normal", 5, p.INK, False, 0, 3, False),
    ("Header", "Normal", 8.5, p.GREY, False, 0, 0, False),
    ("Footer", "Normal", 8.5, p.GREY, False, 0, 0, False),
)


def dress(document: Any, language: str) -> None:
    """Give a document its styles and its language.

    Args:
        document: A new document.
        language: Its language.
    """
    speak(document, language)
    known = {style.name: style for style in document.styles}
    for name, parent, size, colour, bold, before, after, kept in _STYLES:
        style = known[name] = known.get(name) or _new_style(document, name)
        if parent:
            style.base_style = known[parent]
        style.hidden, style.quick_style, style.font.italic = False, True, False
        style.font.size, style.font.bold, style.font.color.rgb = (
            Pt(size),
            bold,
            RGBColor.from_string(colour[1:].upper()),
        )
        _letter(style)
        room = style.paragraph_format
        room.space_before, room.space_after, room.keep_with_next = Pt(before), Pt(after), kept
        room.line_spacing = 1.12
    _details(document.styles)


def _new_style(document: Any, name: str) -> Any:
    # The lines of a table of contents have names of their own in every office program.
    return document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=name.startswith("toc "))


def _letter(style: Any) -> None:
    """Name the font for every script, for the template's own styles ask the theme for it."""
    style.font.name = _FONT
    fonts = style.element.rPr.rFonts
    for script in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{script}"), None)
    for script in ("eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), _FONT)


def _details(styles: Any) -> None:
    for border in styles["Title"].element.iter(qn("w:pBdr")):
        border.getparent().remove(border)
        break
    styles["toc 2"].paragraph_format.left_indent = Mm(6)
    styles["Counted"].paragraph_format.left_indent = Mm(7)
    styles["Counted"].paragraph_format.first_line_indent = Mm(-7)
    styles["Counted"].paragraph_format.tab_stops.add_tab_stop(Mm(7))
    for name in ("Header", "Footer"):
        stops = styles[name].paragraph_format.tab_stops
        stops.clear_all()
        stops.add_tab_stop(_LINE, WD_TAB_ALIGNMENT.RIGHT)
    for name in ("Callout Title", "Callout"):
        styles[name].paragraph_format.left_indent = Mm(5)
        edge_and_wash(styles[name], edge=p.ACCENT, wash=p.WASH)
