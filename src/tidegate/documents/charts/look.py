"""What all charts share: their fonts, their rules, how wide a text is, and how they become SVG."""

from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import quoteattr

import altair as alt
import vl_convert

from tidegate.documents import palette as p
from tidegate.documents import words as w
from tidegate.documents.report import Drawing
from tidegate.documents.text import clean, cut

FONT = "Libertinus Serif, Liberation Sans, Arial, sans-serif"
"""The first is the font of the PDF; where there is none, the others stand in and are no narrower than was reckoned."""

WIDTH = 612
"""Pixels of a drawing that fills a line of the PDF (of four pixels three points are made)."""

SMALL, NORMAL, LARGE = 11, 12, 13

_NARROW, _BROAD = frozenset("iljtf.,:;'|!()[] 1Ir-/"), frozenset("mwMW@%—…")


def text_width(text: str, size: float) -> float:
    """Reckon how wide a text stands.

    Args:
        text: The text.
        size: Of its letters, in pixels.
    Returns:
        Pixels, rather too many than too few.
    Example:
        >>> text_width("Haven", 10) > text_width("lijst", 10)
        True
    """
    ems = sum(0.34 if c in _NARROW else 0.9 if c in _BROAD else 0.68 if c.isupper() else 0.54 for c in text)
    return ems * size


def fitted(text: str, size: float, room: float) -> str:
    """Cut a text to the room there is.

    Args:
        text: The text.
        size: Of its letters, in pixels.
        room: Pixels.
    Returns:
        The cleaned text, with an ellipsis where it was cut.
    Example:
        >>> fitted("Havenkade", 10, 30)
        'Have…'
    """
    text = clean(text)
    while len(text) > 2 and text_width(text, size) > room:
        text = cut(text.removesuffix("…"), max(2, len(text.removesuffix("…"))))
        text = f"{text[:-1].rstrip()}…"
    return text


def spread(places: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Move labels apart, each as little as may be, in their order.

    Args:
        places: Where they would stand.
        gap: The least between two.
        low: None stands below.
        high: None stands above, if all find room.
    Returns:
        Where they stand, in the order given.
    Example:
        >>> spread([5.0, 5.0, 9.0], 2, 0, 10)
        [4.0, 6.0, 9.0]
    """
    order = sorted(range(len(places)), key=lambda n: (places[n], n))
    groups: list[tuple[float, int]] = []
    for n in order:
        groups.append((places[n], 1))
        while len(groups) > 1 and _touch(*groups[-2:], gap):
            (one, many), (other, more) = groups[-2:]
            groups[-2:] = [((one * many + other * more) / (many + more), many + more)]
    found = [centre + (k - (many - 1) / 2) * gap for centre, many in groups for k in range(many)]
    for k in range(len(found)):
        found[k] = max(found[k], low + k * gap)
    for k in reversed(range(len(found))):
        found[k] = min(found[k], high - (len(found) - 1 - k) * gap)
    placed = dict(zip(order, found, strict=True))
    return [placed[n] for n in range(len(places))]


def _touch(below: tuple[float, int], above: tuple[float, int], gap: float) -> bool:
    return (above[0] - (above[1] - 1) / 2 * gap) - (below[0] + (below[1] - 1) / 2 * gap) < gap


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
    how = {"fontSize": SMALL, "color": p.GREY, "baseline": "middle"} | mark
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
    how = {"tickCount": ticks, "domain": False, "ticks": False, "format": ",~f", "labelFlush": False} | more
    return alt.Axis(title=title, **how)


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
