"""What all charts share: their fonts, their rules, how wide a text is, and how they become SVG."""

from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import quoteattr

import altair as alt
import vl_convert

from tidegate.documents import palette as p
from tidegate.documents import words as w
from tidegate.documents.drawing.sheet import FONT
from tidegate.documents.report import Drawing
from tidegate.documents.text import clean, cut

WIDTH = 612
"""Pixels of a drawing that fills a line of the PDF (of four pixels three points are made)."""

SMALL, NORMAL, LARGE = 11, 12, 13
_LONGEST_TITLE = 90


def data(rows: Sequence[dict[str, Any]]) -> alt.Chart:
    """Begin a layer from rows.

    Args:
        rows: What it draws.
    Returns:
        The chart without a mark.
    """
    return alt.Chart(alt.InlineData(values=list(rows)))


def labels(rows: Sequence[dict[str, Any]], *, x: Any, y: Any, text: str = "text:N", **mark: Any) -> alt.Chart:
    """Write texts at places.

    Args:
        rows: The places and texts.
        x: Where, across.
        y: Where, down.
        text: The field with the text.
        mark: How it is set.
    Returns:
        The layer.
    """
    how: dict[str, Any] = {"fontSize": SMALL, "color": p.GREY, "baseline": "middle"} | mark
    layer: alt.Chart = data(rows).mark_text(**how).encode(x=x, y=y, text=text)
    return layer


def halo(rows: Sequence[dict[str, Any]], *, x: Any, y: Any, text: str = "text:N", **mark: Any) -> list[alt.Chart]:
    """Write texts that stand on lines or areas, each on a seam of paper.

    Args:
        rows: The places and texts.
        x: Where, across.
        y: Where, down.
        text: The field with the text.
        mark: How it is set.
    Returns:
        The layers, the seam first.
    """
    seam = mark | {"color": p.PAPER, "stroke": p.PAPER, "strokeWidth": 4, "strokeJoin": "round"}
    return [labels(rows, x=x, y=y, text=text, **seam), labels(rows, x=x, y=y, text=text, **mark)]


def number_axis(title: str | None, *, percent: bool = False, ticks: int = 5, **more: Any) -> alt.Axis:
    """Make the axis of a number.

    Args:
        title: What the number is.
        percent: Whether it is a share, 0 to 1.
        ticks: About how many lines it has.
        more: What else is asked of it.
    Returns:
        The axis.
    """
    if percent:
        more = {"labelExpr": "format(datum.value * 100, ',~f') + '\u00a0%'"} | more
    how: dict[str, Any] = {
        "tickCount": ticks,
        "domain": False,
        "ticks": False,
        "format": ",~f",
        "labelFlush": False,
    } | more
    return alt.Axis(title=None if title is None else cut(clean(title), _LONGEST_TITLE), **how)


def draw(chart: Any, alt_text: str, language: str) -> Drawing:
    """Make a drawing of a chart.

    Args:
        chart: The chart, of any composition.
        alt_text: What it shows.
        language: The reader's, for numbers on the axes.
    Returns:
        The drawing; equal charts give equal text.
    """
    # Each axis has its own pale lines; the frame around the plot would say nothing.
    styled = (
        chart.configure(font=FONT, padding=4, background=p.PAPER)
        .configure_view(stroke=None)
        .configure_axis(
            labelFontSize=SMALL, titleFontSize=NORMAL, titleFontWeight="normal", labelColor=p.GREY, titleColor=p.GREY,
            gridColor="#e4e8eb", domainColor=p.RULE, tickColor=p.RULE, labelPadding=5, titlePadding=9,
        )
        .configure_title(fontSize=LARGE, fontWeight="bold", color=p.INK, anchor="start", offset=8)
    )  # fmt: skip
    # No address may be asked for anything: a chart holds its own values.
    svg = vl_convert.vegalite_to_svg(styled.to_dict(), allowed_base_urls=[], format_locale=_number_signs(language))
    return Drawing(_spoken(str(svg), alt_text), clean(alt_text))


def _spoken(svg: str, alt_text: str) -> str:
    """Let whoever hears the drawing rather than sees it know what it shows."""
    return svg.replace("<svg ", f'<svg role="img" aria-label={quoteattr(clean(alt_text))} ', 1)


def _number_signs(language: str) -> dict[str, Any]:
    decimal, thousands = w.phrase("decimal", language), w.phrase("thousands", language)
    return {"decimal": decimal, "thousands": thousands, "grouping": [3], "currency": ["", ""]}
