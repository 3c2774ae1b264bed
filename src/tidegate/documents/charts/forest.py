"""A forest of estimates: outcomes or methods below each other on one scale, each with its interval."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from tidegate.documents import palette as p
from tidegate.documents import words as w
from tidegate.documents.charts.curves import Estimate
from tidegate.documents.charts.estimates import interval_row, key_row, reach
from tidegate.documents.charts.look import NORMAL, SMALL, WIDTH, data, draw, halo, labels, number_axis
from tidegate.documents.drawing.lettering import fitted, text_width
from tidegate.documents.report import Drawing
from tidegate.documents.text import clean

_ROW, _LABEL, _INDENT = 30, 230, 16
_MOST = 30
_SHOWN: dict[str, Any] = {"shape": "square", "fill": p.BLUE, "stroke": p.BLUE}
_OPEN: dict[str, Any] = {"shape": "square", "fill": p.PAPER, "stroke": p.INK}


@dataclass(frozen=True)
class Twig:
    """One estimate of a forest.

    Args:
        label: Of what.
        estimate: The estimate with its interval.
        shown: Whether an effect was shown; its sign is filled.
        below: Whether it belongs to the one above, such as another method for the same outcome.
    """

    label: str
    estimate: Estimate
    shown: bool = False
    below: bool = False


def draw_forest(
    twigs: Sequence[Twig], *, unit: str, alt_text: str, none: float = 0.0, language: str = "en", percent: bool = False,
    digits: int = 0,
) -> Drawing:  # fmt: skip
    """Draw estimates below each other; a filled sign is one that was shown, a hollow one was not.

    Args:
        twigs: The estimates, in the order given, at most 30.
        unit: What they are counted in.
        alt_text: What the chart shows.
        none: What means no effect.
        language: The reader's.
        percent: Whether the values are shares.
        digits: Digits after the decimal sign.
    Returns:
        The drawing, with the figures at the right.
    Raises:
        ValueError: There are more than 30 estimates.
    """
    if len(twigs) > _MOST:
        raise ValueError(f"{len(twigs)} estimates: draw at most {_MOST}, and give the rest in a table")
    ends = reach([t.estimate for t in twigs], none)
    names = [clean(t.label)[:80] for t in twigs]
    indents = [_INDENT if t.below else 0 for t in twigs]
    longest = max((text_width(n, NORMAL) + i for n, i in zip(names, indents, strict=True)), default=60)
    left = min(_LABEL, longest) + 16
    told = [_figures(t.estimate, language, percent=percent, digits=digits) for t in twigs]
    right = max((text_width(text, NORMAL) for text in told), default=40) + 18
    rows: list[dict[str, Any]] = [
        {"n": n, "label": fitted(names[n], NORMAL, left - 16 - indents[n]), "indent": indents[n], "text": told[n],
         "shown": bool(t.shown), **interval_row(t.estimate, ends)}
        for n, t in enumerate(twigs)
    ]  # fmt: skip
    x_scale = alt.Scale(domain=list(ends), nice=False)
    x = alt.X("value:Q", scale=x_scale, axis=number_axis(unit, percent=percent, ticks=6))
    y = alt.Y("n:Q", scale=alt.Scale(domain=[-0.5, max(len(twigs), 1) - 0.5], reverse=True), axis=None)
    zero = [{"value": none, "text": w.phrase("no_effect", language)}]
    layers = [data(zero).mark_rule(color=p.INK, strokeWidth=1.25).encode(x=x)]
    layers += halo(zero, x=x, y=alt.value(-9), align="center", color=p.INK)
    layers += [
        *(
            labels(
                [row],
                x=alt.value(row["indent"] - left),
                y=y,
                text="label:N",
                align="left",
                fontSize=NORMAL,
                color=p.INK,
            )
            for row in rows
        ),
        labels(rows, x=alt.value("width"), y=y, align="left", dx=10, fontSize=NORMAL, color=p.INK),
        *_lying([r for r in rows if r["low"] is not None], x_scale, y),
    ]
    for shown, mark in ((True, _SHOWN), (False, _OPEN)):
        own = [row for row in rows if row["shown"] is shown and row["value"] is not None]
        layers.append(data(own).mark_point(size=52, strokeWidth=1.75, opacity=1, **mark).encode(x=x, y=y))
    signs = [w.phrase("shown", language), w.phrase("not_shown", language)]
    at = (6 - left, 6 - left + text_width(signs[0], SMALL) + 34)
    layers += key_row(list(zip((_SHOWN, _OPEN), signs, strict=True)), at, -10)
    chart = alt.layer(*layers).properties(width=WIDTH - left - right, height=_ROW * max(1, len(twigs)))
    return draw(chart, alt_text, language)


def _figures(estimate: Estimate, language: str, *, percent: bool, digits: int) -> str:
    write = w.share if percent else w.number
    value, low, high = (write(n, language, digits=digits) for n in (estimate.value, estimate.low, estimate.high))
    if w.MISSING in (low, high):
        return value
    return f"{value} ({w.phrase('low_to_high', language, low=low, high=high)})"


def _lying(rows: Sequence[dict[str, Any]], scale: alt.Scale, y: alt.Y) -> list[alt.Chart]:
    low, high = alt.X("low:Q", scale=scale), alt.X("high:Q", scale=scale)
    layers = [data(rows).mark_rule(color=p.INK, strokeWidth=1.5).encode(y=y, x=low, x2="high:Q")]
    for end, beyond, shape in ((low, "below", "triangle-left"), (high, "above", "triangle-right")):
        flat, gone = [r for r in rows if not r[beyond]], [r for r in rows if r[beyond]]
        tick = data(flat).mark_tick(color=p.INK, thickness=1.5, size=8, orient="vertical")
        layers.append(tick.encode(y=y, x=end))
        arrow = data(gone).mark_point(shape=shape, size=34, fill=p.INK, stroke=p.INK, opacity=1)
        layers.append(arrow.encode(y=y, x=end))
    return layers
