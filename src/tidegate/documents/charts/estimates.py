"""Estimates with their intervals, as charts draw them: where the axis ends, and what stands beyond it.

One interval that is a thousand times as wide as the others would press them all into a line. The axis leaves room for
every estimate and for intervals that reach once more as far; what goes further ends in an arrow, and the table tells
it.
"""

import math
from collections.abc import Sequence
from typing import Any

import altair as alt

from tidegate.documents import palette as p
from tidegate.documents import words as w
from tidegate.documents.charts.curves import Estimate
from tidegate.documents.charts.look import SMALL, data, halo
from tidegate.documents.drawing.lettering import text_width

_FARTHEST = 1.0
_MARGIN = 0.06
_TICK = 8


def finite(value: float | None) -> bool:
    """Say whether a number is there and can be drawn.

    Args:
        value: The number.
    """
    return value is not None and math.isfinite(value)


def reach(estimates: Sequence[Estimate], none: float) -> tuple[float, float]:
    """Find where the axis of estimates begins and ends.

    Args:
        estimates: The estimates.
        none: What means no effect; always on the axis.
    Returns:
        Lower and upper end.
    Example:
        >>> low, high = reach([Estimate(-1, -2, 0.5), Estimate(0.2, -900, 900)], 0.0)
        >>> -3 < low < -2, 0.5 < high < 2
        (True, True)
    """
    values = [none, *(e.value for e in estimates if finite(e.value))]
    low, high = min(values), max(values)
    ends = [e for one in estimates for e in (one.low, one.high) if e is not None and math.isfinite(e)]
    # Where all estimates are nought their intervals alone give the measure.
    span = (high - low) or max((abs(e - none) for e in ends), default=0.0) or 1.0
    low = min([low, *(max(e, low - _FARTHEST * span) for e in ends)])
    high = max([high, *(min(e, high + _FARTHEST * span) for e in ends)])
    if low == high:
        low, high = low - span, high + span
    margin = _MARGIN * (high - low)
    return float(low - margin), float(high + margin)


def interval_row(estimate: Estimate, ends: tuple[float, float]) -> dict[str, Any]:
    """Give an estimate as a row to draw, its interval cut at the ends of the axis.

    Args:
        estimate: The estimate.
        ends: Where the axis ends.
    Returns:
        Value, low and high (None where there is no interval), and whether either end lies beyond.
    """
    # Numbers may come from numpy, which the drawing library does not take.
    low, high = (None if end is None else float(end) for end in (estimate.low, estimate.high))
    if low is None or high is None or not (math.isfinite(low) and math.isfinite(high) and low <= high):
        low = high = None
    return {
        "value": float(estimate.value) if finite(estimate.value) else None,
        "low": None if low is None else min(max(low, ends[0]), ends[1]),
        "high": None if high is None else max(min(high, ends[1]), ends[0]),
        "below": low is not None and low < ends[0],
        "above": high is not None and high > ends[1],
    }


def upright(rows: Sequence[dict[str, Any]], x: alt.X, y: alt.Y, *, colour: str = p.INK) -> list[alt.Chart]:
    """Draw intervals from below to above, with their ends, or with arrows where they go on.

    Args:
        rows: As `interval_row` gives them, with what `x` names.
        x: Where they stand.
        y: The axis of the value.
        colour: Of the lines.
    Returns:
        The layers.
    """
    rows = [row for row in rows if row["low"] is not None]
    low, high = y.copy(), y.copy()
    low.shorthand, high.shorthand = "low:Q", "high:Q"
    layers = [data(rows).mark_rule(color=colour, strokeWidth=1.5).encode(x=x, y=low, y2="high:Q")]
    for end, field, beyond, shape in ((low, "low", "below", "triangle-down"), (high, "high", "above", "triangle-up")):
        flat = [row for row in rows if not row[beyond]]
        gone = [row for row in rows if row[beyond] and row[field] is not None]
        tick = data(flat).mark_tick(color=colour, thickness=1.5, size=_TICK, orient="horizontal")
        layers.append(tick.encode(x=x, y=end))
        arrow = data(gone).mark_point(shape=shape, size=34, fill=colour, stroke=colour, opacity=1)
        layers.append(arrow.encode(x=x, y=end))
    return layers


def none_line(none: float, y: alt.Y, language: str) -> tuple[list[alt.Chart], float]:
    """Draw the line of no effect across, named beside the plot, where no estimate stands in the way.

    Args:
        none: Where it lies.
        y: The axis of the value.
        language: The reader's.
    Returns:
        The layers, and the room in pixels that the name takes at the right.
    """
    name = w.phrase("no_effect", language)
    row = [{"value": none, "text": name}]
    line = data(row).mark_rule(color=p.INK, strokeWidth=1.25).encode(y=y)
    return [line, *halo(row, x=alt.value("width"), y=y, align="left", dx=6, color=p.INK)], text_width(name, SMALL) + 10


def key_row(entries: Sequence[tuple[dict[str, Any], str]], at: Sequence[float], y: float) -> list[alt.Chart]:
    """Draw a key: signs with their words, side by side.

    Args:
        entries: How each sign is drawn, and its words.
        at: For each, where its sign stands, in pixels.
        y: How far down.
    Returns:
        The layers.
    """
    layers = []
    for (mark, text), x in zip(entries, at, strict=True):
        sign = data([{}]).mark_point(size=58, strokeWidth=1.75, opacity=1, **mark)
        layers.append(sign.encode(x=alt.value(x), y=alt.value(y)))
        layers += halo([{"text": text}], x=alt.value(x + 9), y=alt.value(y), align="left", fontSize=SMALL, color=p.INK)
    return layers
