"""Bars: situations, places or classes in order of a number. Never persons: nobody is ranked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from tidegate.documents import palette as p
from tidegate.documents import words as w
from tidegate.documents.charts.look import NORMAL, SMALL, WIDTH, data, draw, halo, labels, number_axis
from tidegate.documents.drawing.lettering import fitted, text_width
from tidegate.documents.report import Drawing
from tidegate.documents.text import clean, cut

_ROW, _LABEL = 25, 250
_MOST = 40


@dataclass(frozen=True)
class Bar:
    """One bar.

    Args:
        label: What is counted.
        value: Its number; None where it is not known.
        low: Lower end of its interval.
        high: Upper end.
        strong: Whether it is the one the text speaks of.
    """

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    strong: bool = False


def draw_bars(
    bars: Sequence[Bar], *, unit: str, alt_text: str, language: str = "en", digits: int = 0,
    reference: tuple[float, str] | None = None, percent: bool = False,
) -> Drawing:  # fmt: skip
    """Draw bars, one below the other in the order given.

    Args:
        bars: The bars, at most 40; more belong into a table.
        unit: What the numbers are.
        alt_text: What the chart shows.
        language: The reader's.
        digits: Digits after the decimal sign.
        reference: A number to compare with, such as the mean of the city, and its name.
        percent: Whether the values are shares, 0 to 1.
    Returns:
        The drawing.
    Raises:
        ValueError: There are more than 40 bars.
    """
    if len(bars) > _MOST:
        raise ValueError(f"{len(bars)} bars: draw at most {_MOST}, and give the rest in a table")
    longest = max((text_width(clean(b.label)[:80], NORMAL) for b in bars), default=0)
    left = min(_LABEL, max(60, longest)) + 14
    write = w.share if percent else w.number
    rows = [_row(n, bar, fitted(bar.label, NORMAL, left - 14), write(bar.value, language, digits=digits))
            for n, bar in enumerate(bars)]  # fmt: skip
    values = [v for row in rows for v in (row["end"], row["high"], 0.0)] + ([reference[0]] if reference else [])
    right = max((text_width(row["shown"], NORMAL) for row in rows), default=0) + 16
    width = WIDTH - left - right
    scale = alt.Scale(domain=[min(values, default=0), max(values, default=0) or 1], nice=False)
    axis = number_axis(unit, percent=percent)
    y = alt.Y("n:O", axis=None, scale=alt.Scale(paddingInner=0.35, paddingOuter=0.2))
    x = alt.X("end:Q", scale=scale, axis=axis)
    layers = [data(rows).mark_bar().encode(y=y, x=x, x2="start:Q", color=alt.Color("colour:N", scale=None))]
    whiskers = [row for row in rows if row["low"] is not None]
    layers += _whiskers(whiskers, scale, y) if whiskers else []
    layers += [
        labels(rows, x=alt.value(-10), y=y, text="label:N", align="right", fontSize=NORMAL, color=p.INK),
    ]
    if reference:
        layers += _reference(reference, scale)
    layers += halo(rows, x=alt.X("edge:Q", scale=scale), y=y, text="shown:N", align="left", dx=6, fontSize=NORMAL,
                   color=p.INK)  # fmt: skip
    chart = alt.layer(*layers).properties(width=width, height=max(1, len(rows)) * _ROW)
    return draw(chart, alt_text, language)


def _row(n: int, bar: Bar, label: str, shown: str) -> dict[str, Any]:
    end = 0.0 if bar.value is None else float(bar.value)
    interval = bar.low is not None and bar.high is not None
    return {
        "n": n, "label": label, "shown": shown, "start": 0.0, "end": end,
        "low": bar.low if interval else None, "high": bar.high if interval else end,
        "edge": max(end, bar.high or 0.0, 0.0) if interval else max(end, 0.0),
        "colour": p.VERMILION if bar.strong else p.BLUE,
    }  # fmt: skip


def _whiskers(rows: list[dict[str, Any]], scale: alt.Scale, y: alt.Y) -> list[alt.Chart]:
    base = data(rows)
    line = base.mark_rule(color=p.INK, strokeWidth=1.5).encode(y=y, x=alt.X("low:Q", scale=scale), x2="high:Q")
    ends = [
        base.mark_tick(color=p.INK, thickness=1.5, size=8).encode(y=y, x=alt.X(f"{end}:Q", scale=scale))
        for end in ("low", "high")
    ]
    return [line, *ends]


def _reference(reference: tuple[float, str], scale: alt.Scale) -> list[alt.Chart]:
    row = [{"at": reference[0], "text": cut(clean(reference[1]), 60)}]
    at = alt.X("at:Q", scale=scale)
    line = data(row).mark_rule(color=p.INK, strokeDash=[5, 4]).encode(x=at)
    return [line, labels(row, x=at, y=alt.value(-8), fontSize=SMALL, color=p.INK, align="center")]
