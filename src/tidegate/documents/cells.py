"""Cells of a workbook: each value as what it is, and never as a formula unless it was made as a `Formula`."""

import math
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tidegate.documents import palette as p
from tidegate.documents.formulas import Formula
from tidegate.documents.layout import heading_of
from tidegate.documents.report import Column
from tidegate.documents.text import clean

LONGEST = 32_767
"""Characters of a cell."""

CUT = " […]"
_WIDEST, _WIDEST_SENTENCE, _NARROWEST = 48, 80, 9
_FIRST_DAY = date(1900, 3, 1)
"""Before it the calendar of workbooks is off by a day."""

_LARGEST = 1e15
_P = "[<0.001]0E+00;0.000"
"""A p value below a thousandth is shown by its power of ten, since three digits would show it as nought."""


class Looks:
    """The looks of cells in one workbook, each made once.

    Args:
        book: The workbook.
    """

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[str, int, bool], Any] = {}
        base = {"valign": "top", "font_color": p.INK}
        self.plain = book.add_format(base)
        self.wrapped = book.add_format(base | {"text_wrap": True})
        self.grey = book.add_format(base | {"font_color": p.GREY})
        self.bold = book.add_format(base | {"bold": True})
        self.whole = book.add_format(base | {"num_format": "#,##0"})
        self.title = book.add_format({"bold": True, "font_size": 16, "font_color": p.ACCENT})
        self.mind = book.add_format({"bold": True, "font_color": "#a33c00"})
        self.head = book.add_format(
            {"bold": True, "font_color": p.PAPER, "bg_color": p.ACCENT, "text_wrap": True, "valign": "vcenter"}
        )

    def of(self, column: Column) -> Any:
        """Give the look of a column's cells.

        Args:
            column: The column.
        Returns:
            The look.
        """
        key = (column.kind, column.digits, column.wide)
        if key not in self._made:
            fraction = f".{'0' * column.digits}" if column.digits else ""
            shown = {"number": f"#,##0{fraction}", "share": f"0{fraction}%", "date": "yyyy-mm-dd", "p": _P}.get(
                column.kind
            )
            look: dict[str, Any] = {"valign": "top", "text_wrap": column.wide}
            self._made[key] = self._book.add_format(look | ({"num_format": shown} if shown else {}))
        return self._made[key]


def width_of(column: Column, values: Sequence[Any]) -> int:
    """Give a column room for its heading and its first values, within reason.

    Args:
        column: The column.
        values: Its first values.
    Returns:
        Characters.
    """
    in_heading = max((len(word) for word in heading_of(column).split()), default=0) + 4
    if column.kind == "date":
        return max(in_heading, 12)
    if column.kind in ("number", "share", "p"):
        numbers = [v.value if isinstance(v, Formula) else v for v in values]
        digits = max((len(f"{v:,.{column.digits}f}") for v in numbers if isinstance(v, int | float)), default=0)
        return max(in_heading, digits + 2, _NARROWEST)
    longest = max((len(str(v)) for v in values if v is not None), default=0)
    return max(_NARROWEST, in_heading, min(longest + 2, _WIDEST_SENTENCE if column.wide else _WIDEST))


def write_cell(sheet: Any, row: int, at: int, value: Any, column: Column, look: Any) -> bool:
    """Write a value into a cell.

    Args:
        sheet: The sheet.
        row: Its row.
        at: Its column.
        value: The value.
        column: What the column holds.
        look: How it looks.
    Returns:
        Whether a text had to be cut.
    """
    match value:
        case None:
            return False
        case bool():
            sheet.write_boolean(row, at, value, look)
        case Formula():
            sheet.write_formula(row, at, value.text, look, value.value)
        case int() | float() | Decimal():
            _write_number(sheet, row, at, value, look)
        case datetime() if value.tzinfo is None and value.date() >= _FIRST_DAY and column.kind == "date":
            sheet.write_datetime(row, at, value, look)
        case date() if not isinstance(value, datetime) and value >= _FIRST_DAY:
            sheet.write_datetime(row, at, value, look)
        case _:
            return _write_text(sheet, row, at, value.isoformat() if hasattr(value, "isoformat") else str(value), look)
    return False


def _write_number(sheet: Any, row: int, at: int, value: Any, look: Any) -> None:
    if not math.isfinite(value):
        return
    # Whole numbers beyond 15 digits are text: a workbook would round them.
    if isinstance(value, int) and abs(value) >= _LARGEST:
        sheet.write_string(row, at, str(value), look)
    else:
        sheet.write_number(row, at, value, look)


def _write_text(sheet: Any, row: int, at: int, text: str, look: Any) -> bool:
    lines = "\n".join(clean(line) for line in text.splitlines()) if "\n" in text else clean(text)
    # A workbook counts a character beyond the first plane twice.
    length = len(lines) if lines.isascii() else len(lines.encode("utf-16-le")) // 2
    if length <= LONGEST:
        sheet.write_string(row, at, lines, look)
        return False
    kept = lines.encode("utf-16-le")[: 2 * (LONGEST - len(CUT))].decode("utf-16-le", "ignore")
    sheet.write_string(row, at, kept + CUT, look)
    return True
