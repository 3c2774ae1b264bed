"""Charts: bars, lines over months, the Lorenz curve, before and after. SVG without script, read without colour."""

from tidegate.documents.charts.bars import Bar, draw_bars
from tidegate.documents.charts.curves import Change, Estimate, draw_before_after, draw_lorenz
from tidegate.documents.charts.lines import Series, draw_lines, draw_small_multiples

__all__ = [
    "Bar",
    "Change",
    "Estimate",
    "Series",
    "draw_bars",
    "draw_before_after",
    "draw_lines",
    "draw_lorenz",
    "draw_small_multiples",
]
