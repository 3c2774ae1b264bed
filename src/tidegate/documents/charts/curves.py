"""Curves and intervals: how few places hold how much, and what was before and after."""

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt

from tidegate.documents import palette as p
from tidegate.documents import words as w
from tidegate.documents.charts.look import (
    NORMAL,
    SMALL,
    WIDTH,
    data,
    draw,
    halo,
    labels,
    number_axis,
)
from tidegate.documents.drawing.lettering import fitted, text_width
from tidegate.documents.report import Drawing
from tidegate.documents.text import clean, cut

_SIDE, _ROW, _LABEL = 330, 34, 220
_SIGNS = 10
"""Signs along a curve."""


def draw_lorenz(
    curve: Sequence[tuple[float, float]], *, x_title: str, y_title: str, alt_text: str, language: str = "en",
    band: Sequence[tuple[float, float, float]] = (), marked: tuple[float, float, str] | None = None,
    earlier: Sequence[tuple[float, float]] = (),
) -> Drawing:  # fmt: skip
    """Draw a Lorenz curve, with the band that chance alone gives, or with the curve of an earlier time.

    The places are ordered from the fullest, so that the curve bends upwards and reads as "this share of places holds
    that share of incidents".

    Args:
        curve: Share of places and share of incidents, 0 to 1, in order.
        x_title: What the places are.
        y_title: What is counted.
        alt_text: What the chart shows.
        language: The reader's.
        band: Share of places, and lower and upper share of incidents under the null.
        marked: A point of the curve, and what is to be said of it.
        earlier: The curve of the time before, dashed and with circles; the other then bears diamonds.
    Returns:
        The drawing.
    """
    quarters = [0, 0.25, 0.5, 0.75, 1]
    x = alt.X("x:Q", scale=alt.Scale(domain=[0, 1]), axis=number_axis(x_title, percent=True, values=quarters))
    y = alt.Y("y:Q", scale=alt.Scale(domain=[0, 1]), axis=number_axis(y_title, percent=True, values=quarters))
    layers = []
    if band:
        rows = [{"x": at, "y": low, "high": high} for at, low, high in band]
        layers.append(data(rows).mark_area(color=p.GREY, opacity=0.28).encode(x=x, y=y, y2="high:Q"))
        layers.append(
            data([{"x": 0.5, "y": 0.14, "x2": 0.56, "high": 0.18}])
            .mark_rect(color=p.GREY, opacity=0.28)
            .encode(x=x, y=y, x2="x2:Q", y2="high:Q")
        )
        layers += _key(0.16, w.phrase("null_band", language), x, y)
    layers.append(data([{"x": 0, "y": 0}, {"x": 1, "y": 1}]).mark_line(color=p.GREY, strokeDash=[4, 4], strokeWidth=1)
                  .encode(x=x, y=y))  # fmt: skip
    layers.append(data([{"x": 0.5, "y": 0.08}, {"x": 0.56, "y": 0.08}]).mark_line(color=p.GREY, strokeDash=[4, 4],
                  strokeWidth=1).encode(x=x, y=y))  # fmt: skip
    layers += _key(0.08, w.phrase("equal", language), x, y)
    if earlier:
        layers += _timed(earlier, p.GREY, p.PAPER, "circle", [7, 4], x, y)
        layers += _timed(curve, p.BLUE, p.BLUE, "diamond", [1, 0], x, y)
        for at, name, line in ((0.24, "before", (p.GREY, p.PAPER, "circle", [7, 4])),
                               (0.16, "after", (p.BLUE, p.BLUE, "diamond", [1, 0]))):  # fmt: skip
            layers += _timed([(0.48, at), (0.52, at), (0.56, at)], *line, x, y, signs=[(0.52, at)])
            layers += _key(at, w.phrase(name, language), x, y)
    else:
        layers.append(data([{"x": a, "y": b} for a, b in curve]).mark_line(color=p.BLUE, strokeWidth=2.5)
                      .encode(x=x, y=y))  # fmt: skip
    if marked:
        row = [{"x": marked[0], "y": marked[1], "text": cut(clean(marked[2]), 46)}]
        layers.append(data(row).mark_point(color=p.VERMILION, filled=True, size=70, opacity=1).encode(x=x, y=y))
        layers += halo(row, x=x, y=y, align="left", dx=11, dy=4, fontSize=NORMAL, color=p.INK)
    return draw(alt.layer(*layers).properties(width=_SIDE, height=_SIDE), alt_text, language)


def _timed(
    curve: Sequence[tuple[float, float]], colour: str, fill: str, shape: str, dashes: list[int], x: alt.X, y: alt.Y,
    signs: Sequence[tuple[float, float]] = (),
) -> list[alt.Chart]:  # fmt: skip
    """Draw the curve of one time, told apart by dashes and signs, so that it is read without colour."""
    line = data([{"x": a, "y": b} for a, b in curve]).mark_line(color=colour, strokeWidth=2.25, strokeDash=dashes)
    chosen = signs or curve[:: max(1, (len(curve) - 1) // _SIGNS)]
    points = data([{"x": a, "y": b} for a, b in chosen]).mark_point(
        shape=shape, size=44, fill=fill, stroke=colour, strokeWidth=1.5, opacity=1
    )
    return [line.encode(x=x, y=y), points.encode(x=x, y=y)]


def _key(y_at: float, text: str, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """Write a line of the key below the diagonal, where no curve of this kind runs."""
    return halo([{"x": 0.58, "y": y_at, "text": text}], x=x, y=y, align="left", fontSize=SMALL, color=p.GREY)


@dataclass(frozen=True)
class Estimate:
    """A number with its interval.

    Args:
        value: The number.
        low: Lower end of its interval; None where there is none.
        high: Upper end.
    """

    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Change:
    """What was before and after.

    Args:
        label: Of what.
        before: Before.
        after: After.
    """

    label: str
    before: Estimate
    after: Estimate


def draw_before_after(
    changes: Sequence[Change], *, unit: str, alt_text: str, language: str = "en", names: tuple[str, str] | None = None,
) -> Drawing:  # fmt: skip
    """Draw what was before and after, each with its interval, one row for each label.

    Args:
        changes: The rows, in the order given.
        unit: What the numbers are.
        alt_text: What the chart shows.
        language: The reader's.
        names: What the two are called; empty for "before" and "after".
    Returns:
        The drawing.
    """
    names = names or (w.phrase("before", language), w.phrase("after", language))
    left = min(_LABEL, max((text_width(clean(c.label)[:80], NORMAL) for c in changes), default=60)) + 16
    y_scale = alt.Scale(domain=[-0.6, max(len(changes), 1) - 0.4], reverse=True)
    points = [v for c in changes for e in (c.before, c.after) for v in (e.value, e.low, e.high) if v is not None]
    x_scale = alt.Scale(domain=[min([0.0, *points]), max([*points, 0.0]) * 1.05 or 1.0], nice=False)
    axis = number_axis(unit, ticks=6)
    x, y = alt.X("value:Q", scale=x_scale, axis=axis), alt.Y("n:Q", scale=y_scale, axis=None)
    names_of = [{"n": n, "text": fitted(c.label, NORMAL, left - 16)} for n, c in enumerate(changes)]
    layers = [labels(names_of, x=alt.value(-10), y=y, align="right", fontSize=NORMAL, color=p.INK)]
    both = (("before", -0.14, p.GREY, "circle", p.PAPER), ("after", 0.14, p.VERMILION, "diamond", p.VERMILION))
    for name, shift, colour, shape, fill in both:
        rows = [{"n": n + shift, **_ends(getattr(c, name))} for n, c in enumerate(changes)]
        lines = data([r for r in rows if r["high"] is not None])
        layers.append(lines.mark_rule(color=colour, strokeWidth=1.75).encode(
            x=alt.X("low:Q", scale=x_scale, axis=axis), x2="high:Q", y=y))  # fmt: skip
        layers.append(data(rows).mark_point(shape=shape, size=62, fill=fill, stroke=colour, strokeWidth=1.75,
                                            opacity=1).encode(x=x, y=y))  # fmt: skip
    at = 6.0
    for (_, _, colour, shape, fill), name in zip(both, names, strict=True):
        sign = data([{}]).mark_point(shape=shape, size=62, fill=fill, stroke=colour, strokeWidth=1.75, opacity=1)
        layers.append(sign.encode(x=alt.value(at), y=alt.value(-12)))
        layers.append(labels([{"text": cut(clean(name), 40)}], x=alt.value(at + 10), y=alt.value(-12), align="left",
                             fontSize=NORMAL, color=p.INK))  # fmt: skip
        at += text_width(cut(clean(name), 40), NORMAL) + 44
    chart = alt.layer(*layers).properties(width=WIDTH - left - 24, height=_ROW * max(1, len(changes)))
    return draw(chart, alt_text, language)


def _ends(estimate: Estimate) -> dict[str, float | None]:
    whole = estimate.low is not None and estimate.high is not None
    return {"value": estimate.value, "low": estimate.low if whole else None, "high": estimate.high if whole else None}
