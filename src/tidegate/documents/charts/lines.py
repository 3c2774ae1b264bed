"""Lines over months: how counts go, in one plot or in many small ones on the same scale."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import altair as alt

from tidegate.documents import palette as p
from tidegate.documents import words as w
from tidegate.documents.charts.look import (
    NORMAL,
    SMALL,
    WIDTH,
    data,
    draw,
    labels,
    number_axis,
)
from tidegate.documents.drawing.lettering import fitted, spread, text_width
from tidegate.documents.report import Drawing
from tidegate.documents.text import clean, cut

_HEIGHT, _SMALL_HEIGHT, _LABEL = 240, 84, 150
_DASHES: tuple[list[int], ...] = ([1, 0], [7, 4], [2, 3], [10, 3, 2, 3], [4, 2], [1, 2])
_MOST = len(p.CATEGORIES)
_TICKS, _LEVEL = 10, 15


@dataclass(frozen=True)
class Series:
    """Numbers over time.

    Args:
        label: What is counted.
        points: Day and number, in order of time; a gap where the number is None.
        band: Day, lower and upper end of what is uncertain.
    """

    label: str
    points: tuple[tuple[date, float | None], ...]
    band: tuple[tuple[date, float, float], ...] = ()


def draw_lines(
    series: Sequence[Series], *, unit: str, alt_text: str, language: str = "en", digits: int = 0,
    events: Sequence[tuple[date, str]] = (),
) -> Drawing:  # fmt: skip
    """Draw lines over time; each is named at its end and has its own dashes beside its colour.

    Args:
        series: The lines, at most six; more belong into small multiples.
        unit: What the numbers are.
        alt_text: What the chart shows.
        language: The reader's.
        digits: Digits after the decimal sign.
        events: Days that are marked, with what happened.
    Returns:
        The drawing.
    Raises:
        ValueError: There are more than six lines.
    """
    if len(series) > _MOST:
        raise ValueError(f"{len(series)} lines: draw at most {_MOST} in one plot, or small multiples")
    ends = [_last(one) for one in series]
    named = [f"{cut(clean(s.label), 60)} {w.number(e[1], language, digits=digits)}" if e else clean(s.label)[:60]
             for s, e in zip(series, ends, strict=True)]  # fmt: skip
    right = min(_LABEL, max((text_width(name, NORMAL) for name in named), default=0)) + 20
    width = WIDTH - right - 56
    x_scale, y_scale, top = _scales(series, [day for day, _ in events])
    layers: list[Any] = [*_time_axis(series, x_scale, width, language)]
    marked, levels = _levels(events, x_scale, width)
    axis = number_axis(unit, titleAnchor="end", titleAngle=0, titleAlign="left", titleBaseline="bottom", titleX=-40,
                       titleY=-8 - _LEVEL * levels)  # fmt: skip
    y = alt.Y("value:Q", scale=y_scale, axis=axis)
    for n, one in enumerate(series):
        layers += _line(one, p.CATEGORIES[n], _DASHES[n], alt.X("day:Q", scale=x_scale, axis=None), y)
    layers += _events(marked, x_scale)
    told = [(n, e, fitted(t, NORMAL, _LABEL)) for n, (e, t) in enumerate(zip(ends, named, strict=True)) if e]
    gap = top * 16 / _HEIGHT
    for (n, end, text), at in zip(told, spread([e[1] for _, e, _ in told], gap, 0, top), strict=True):
        row = [{"day": end[0].toordinal(), "value": at, "text": text}]
        layers.append(labels(row, x=alt.X("day:Q", scale=x_scale), y=alt.Y("value:Q", scale=y_scale), align="left",
                             dx=9, fontSize=NORMAL, color=_dark(p.CATEGORIES[n])))  # fmt: skip
    chart = alt.layer(*layers).properties(width=width, height=_HEIGHT)
    return draw(chart, alt_text, language)


def draw_small_multiples(
    series: Sequence[Series], *, unit: str, alt_text: str, language: str = "en", columns: int = 3,
) -> Drawing:  # fmt: skip
    """Draw each line in a plot of its own, all on the same scale, so that they compare.

    Args:
        series: The lines.
        unit: What the numbers are.
        alt_text: What the chart shows.
        language: The reader's.
        columns: Plots side by side.
    Returns:
        The drawing.
    """
    x_scale, y_scale, _ = _scales(series, [])
    width = (WIDTH - 40) / columns - 34
    panels = []
    for n, one in enumerate(series):
        title = unit if n % columns == 0 else None
        axis = number_axis(title, ticks=3, titleFontSize=SMALL)
        y = alt.Y("value:Q", scale=y_scale, axis=axis)
        layers = [*_time_axis([one] if one.points else series, x_scale, width, language),
                  *_line(one, p.BLUE, _DASHES[0], alt.X("day:Q", scale=x_scale, axis=None), y)]  # fmt: skip
        name = alt.Title(fitted(one.label, NORMAL, width), fontSize=NORMAL)
        panels.append(alt.layer(*layers).properties(width=width, height=_SMALL_HEIGHT, title=name))
    lines: list[Any] = [alt.hconcat(*panels[i : i + columns], spacing=18) for i in range(0, len(panels), columns)]
    chart = alt.vconcat(*(lines or [alt.layer(data([]).mark_point())]), spacing=14)
    return draw(chart, alt_text, language)


def _last(series: Series) -> tuple[date, float] | None:
    known = [(day, value) for day, value in series.points if value is not None]
    return known[-1] if known else None


def _scales(series: Sequence[Series], events: Sequence[date]) -> tuple[alt.Scale, alt.Scale, float]:
    days = [day.toordinal() for one in series for day, _ in one.points] + [day.toordinal() for day in events] or [0, 1]
    values = [v for one in series for _, v in one.points if v is not None] + [b[2] for one in series for b in one.band]
    top = max(values, default=1) * 1.06 or 1.0
    low = min([0.0, *values])
    last = max(days) if max(days) > min(days) else min(days) + 1
    return alt.Scale(domain=[min(days), last]), alt.Scale(domain=[low, top], nice=False), top


def _time_axis(series: Sequence[Series], scale: alt.Scale, width: float, language: str) -> list[alt.Chart]:
    """Write the months and years ourselves: the axes of the library ask the clock of the machine for its zone."""
    days = [day for one in series for day, _ in one.points]
    if not days:
        return []
    ticks = _ticks(min(days), max(days), max(2, min(_TICKS, int(width / 46))), language)
    x = alt.X("day:Q", scale=scale, axis=None)
    lines = data(ticks).mark_rule(color="#e4e8eb").encode(x=x)
    return [lines, labels(ticks, x=x, y=alt.value("height"), baseline="top", dy=7)]


def _ticks(first: date, last: date, most: int, language: str) -> list[dict[str, Any]]:
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    step = next((s for s in (1, 2, 3, 6, 12, 24, 60, 120) if len(months) / s <= most), 240)
    marked = [m for m in months if m % step == 0 and date(m // 12, m % 12 + 1, 1) >= first] or [months[0]]
    names = [_month(m, first=n == 0, language=language) for n, m in enumerate(marked)]
    days = [max(date(m // 12, m % 12 + 1, 1), first).toordinal() for m in marked]
    return [{"day": day, "text": name} for day, name in zip(days, names, strict=True)]


def _month(month: int, *, first: bool, language: str) -> str:
    """Name a month; January and the first of all by their year."""
    if month % 12 == 0:
        return str(month // 12)
    name = w.month(month % 12 + 1, language)
    return f"{name} {month // 12}" if first else name


def _line(series: Series, colour: str, dash: list[int], x: alt.X, y: alt.Y) -> list[alt.Chart]:
    rows = [{"day": day.toordinal(), "value": value} for day, value in series.points]
    layers = []
    if series.band:
        band = [{"day": day.toordinal(), "value": low, "high": high} for day, low, high in series.band]
        layers.append(data(band).mark_area(color=colour, opacity=0.16).encode(x=x, y=y, y2="high:Q"))
    layers.append(data(rows).mark_line(color=colour, strokeWidth=2, strokeDash=dash).encode(x=x, y=y))
    # A number between two gaps has no line; a dot shows it.
    alone = [{"day": day, "value": value} for day, value in _alone(rows)]
    if alone:
        layers.append(data(alone).mark_point(color=colour, filled=True, size=22, opacity=1).encode(x=x, y=y))
    return layers


def _alone(rows: list[dict[str, Any]]) -> list[tuple[int, float]]:
    values = [None, *(row["value"] for row in rows), None]
    bare = [before is None and after is None for before, after in zip(values, values[2:], strict=False)]
    return [(row["day"], row["value"]) for row, b in zip(rows, bare, strict=True) if b and row["value"] is not None]


def _levels(events: Sequence[tuple[date, str]], scale: alt.Scale, width: float) -> tuple[list[dict[str, Any]], int]:
    """Put the names of events one above the other where they would run into each other, or into a line of another."""
    first, last = scale.domain
    rows: list[dict[str, Any]] = []
    for day, text in sorted(events, reverse=True):
        name = fitted(text, SMALL, width * 0.6)
        at, wide = (day.toordinal() - first) / (last - first) * width, text_width(name, SMALL) + 8
        back = at + wide > width
        start = at - wide if back else at
        row = {"day": day.toordinal(), "text": name, "back": back, "at": at, "start": start, "end": start + wide}
        free = (n for n in range(len(events)) if not any(_meet(row, n, other) for other in rows))
        level = next(free, len(rows))
        rows.append(row | {"level": level})
    return rows, max((row["level"] + 1 for row in rows), default=0)


def _meet(row: dict[str, Any], level: int, other: dict[str, Any]) -> bool:
    """Whether two names would overlap, or the line of one run through the name of the other."""
    if level == other["level"]:
        return bool(row["start"] < other["end"] and other["start"] < row["end"])
    low, high = (row, other) if level < other["level"] else (other, row)
    return bool(low["start"] < high["at"] < low["end"])


def _events(rows: list[dict[str, Any]], scale: alt.Scale) -> list[alt.Chart]:
    x = alt.X("day:Q", scale=scale, axis=None)
    layers = []
    for row in rows:
        top = -6 - _LEVEL * row["level"]
        side: dict[str, Any] = {"align": "right", "dx": -3} if row["back"] else {"align": "left", "dx": 3}
        line = data([row]).mark_rule(color=p.INK, strokeDash=[3, 3])
        layers.append(line.encode(x=x, y=alt.value(top - 6), y2=alt.value("height")))
        layers.append(labels([row], x=x, y=alt.value(top), color=p.INK, **side))
    return layers


def _dark(colour: str) -> str:
    """Darken a colour until it can be read."""
    while p.contrast(colour, p.PAPER) < 4.5:
        colour = "#" + "".join(f"{int(int(colour[i : i + 2], 16) * 0.92):02x}" for i in (1, 3, 5))
    return colour
