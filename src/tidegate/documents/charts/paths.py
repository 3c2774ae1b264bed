"""A path against what would have been: observed and without the measure, and the gap between them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from tidegate.documents import palette as p
from tidegate.documents import words as w
from tidegate.documents.charts.estimates import finite
from tidegate.documents.charts.look import NORMAL, SMALL, WIDTH, data, draw, halo, labels, number_axis
from tidegate.documents.drawing.lettering import fitted, spread, text_width
from tidegate.documents.report import Drawing

_HIGH, _LOW = 200, 84
_LABEL, _TICKS = 150, 9
_FROM_NOUGHT = 0.6
"""An axis begins at nought unless the lowest number lies above this share of the highest."""


@dataclass(frozen=True)
class Path:
    """What was, and what would have been.

    Args:
        periods: Labels of the periods, in order.
        observed: What was observed; None or not a number where it is not known.
        without: What would have been without the measure.
        start: Place in `periods` at which the measure begins; None where that is not one moment.
        band: Lower and upper end of `without`; empty where it is not known.
    """

    periods: tuple[str, ...]
    observed: tuple[float | None, ...]
    without: tuple[float | None, ...]
    start: int | None
    band: tuple[tuple[float, float] | None, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what could not be drawn."""
        for name in ("observed", "without", "band"):
            values = getattr(self, name)
            if len(values) != len(self.periods) and (values or name != "band"):
                raise ValueError(f"{name} has {len(values)} values: give one for each of {len(self.periods)} periods")


def draw_path(
    path: Path, *, unit: str, names: tuple[str, str], gap_name: str, alt_text: str, language: str = "en",
) -> Drawing:  # fmt: skip
    """Draw what was observed against what would have been, and below it the gap.

    Args:
        path: The two paths.
        unit: What is counted.
        names: What the observed path and the other are called, at their ends.
        gap_name: What the gap is called.
        alt_text: What the chart shows.
        language: The reader's.
    Returns:
        The drawing: the observed path is a whole line, the other dashed; the start is marked in both parts.
    """
    both = [
        [{"at": n, "value": float(v) if v is not None and finite(v) else None} for n, v in enumerate(values)]
        for values in (path.observed, path.without)
    ]
    ends = [next((row["value"] for row in reversed(rows) if row["value"] is not None), None) for rows in both]
    right = min(_LABEL, max(text_width(name, NORMAL) for name in names)) + 22
    width = WIDTH - right - 56
    x_scale = alt.Scale(domain=[-0.5, max(1, len(path.periods)) - 0.5], nice=False)
    upper = alt.layer(*_paths(path, both, ends, names, unit, x_scale, width, language))
    lower = alt.layer(*_gap(path, gap_name, x_scale, width))
    chart = alt.vconcat(
        upper.properties(width=width, height=_HIGH), lower.properties(width=width, height=_LOW), spacing=34
    )
    return draw(chart, alt_text, language)


def _paths(path: Path, both: list[list[dict[str, Any]]], ends: list[float | None], names: tuple[str, str], unit: str,
           x_scale: alt.Scale, width: float, language: str) -> list[alt.Chart]:  # fmt: skip
    values = [row["value"] for rows in both for row in rows if row["value"] is not None]
    values += [end for pair in path.band if pair and all(map(finite, pair)) for end in pair]
    low, high = _domain(values)
    x = alt.X("at:Q", scale=x_scale, axis=None)
    axis = number_axis(unit, titleAnchor="end", titleAngle=0, titleAlign="left", titleBaseline="bottom", titleX=-40,
                       titleY=-24)  # fmt: skip
    y = alt.Y("value:Q", scale=alt.Scale(domain=[low, high], nice=False), axis=axis)
    layers = [*_periods(path.periods, x, width)]
    band = [{"at": n, "value": float(pair[0]), "high": float(pair[1])} for n, pair in enumerate(path.band)
            if pair and all(map(finite, pair))]  # fmt: skip
    if band:
        layers.append(data(band).mark_area(color=p.VERMILION, opacity=0.16).encode(x=x, y=y, y2="high:Q"))
    looks = ((p.INK, [1, 0], 2.25), (p.VERMILION, [6, 4], 2.0))
    for rows, (colour, dash, wide) in zip(both, looks, strict=True):
        layers.append(data(rows).mark_line(color=colour, strokeDash=dash, strokeWidth=wide).encode(x=x, y=y))
    layers += _start(path, x, w.phrase("start", language))
    told = [(n, end) for n, end in enumerate(ends) if end is not None]
    places = spread([end for _, end in told], (high - low) * 16 / _HIGH, low, high)
    for (n, _), at in zip(told, places, strict=True):
        row = [{"at": len(path.periods) - 1, "value": at, "text": fitted(names[n], NORMAL, _LABEL)}]
        colour = p.INK if n == 0 else "#a84a00"
        layers.append(labels(row, x=x, y=y, align="left", dx=9, fontSize=NORMAL, color=colour))
    return layers


def _gap(path: Path, name: str, x_scale: alt.Scale, width: float) -> list[alt.Chart]:
    rows = [
        {"at": n, "left": n - 0.32, "right": n + 0.32, "value": float(seen - would), "nought": 0.0}
        for n, (seen, would) in enumerate(zip(path.observed, path.without, strict=True))
        if seen is not None and would is not None and finite(seen) and finite(would)
    ]
    low, high = min([0.0, *(r["value"] for r in rows)]), max([0.0, *(r["value"] for r in rows)])
    if low == high:
        low, high = -1.0, 1.0
    margin = 0.08 * (high - low)
    x = alt.X("at:Q", scale=x_scale, axis=None)
    axis = number_axis(name, ticks=3, titleAnchor="end", titleAngle=0, titleAlign="left", titleBaseline="bottom",
                       titleX=-40, titleY=-8)  # fmt: skip
    y = alt.Y("value:Q", scale=alt.Scale(domain=[low - margin, high + margin], nice=False), axis=axis)
    thin = width / max(1, len(path.periods)) < 5
    left = alt.X("left:Q", scale=x_scale, axis=None)
    layers = [*_periods(path.periods, x, width)]
    for after, colour, fill in ((False, p.GREY, p.PAPER), (True, p.VERMILION, p.VERMILION)):
        own = [r for r in rows if (path.start is not None and r["at"] >= path.start) is after]
        bar = data(own).mark_rect(fill=fill, stroke=colour, strokeWidth=0.5 if thin else 0.9)
        layers.append(bar.encode(x=left, x2="right:Q", y=y, y2="nought:Q"))
    nought = data([{"value": 0.0}]).mark_rule(color=p.INK, strokeWidth=1.25).encode(y=y)
    return [*layers, nought, *_start(path, x, "")]


def _start(path: Path, x: alt.X, name: str) -> list[alt.Chart]:
    """Mark the start half a step before the first period under the measure."""
    if path.start is None:
        return []
    row = [{"at": float(path.start) - 0.5, "text": name}]
    line = data(row).mark_rule(color=p.INK, strokeDash=[3, 3]).encode(x=x, y=alt.value(-8), y2=alt.value("height"))
    if not name:
        return [line]
    back = path.start > 0.8 * len(path.periods)
    side: dict[str, Any] = {"align": "right", "dx": -4} if back else {"align": "left", "dx": 4}
    return [line, *halo(row, x=x, y=alt.value(-8), fontSize=SMALL, color=p.INK, **side)]


def _periods(periods: Sequence[str], x: alt.X, width: float) -> list[alt.Chart]:
    """Write as many periods below as there is room for, the first always."""
    room = max((text_width(label, SMALL) for label in periods), default=10) + 16
    step = max(1, math.ceil(len(periods) / max(1, min(_TICKS, int(width / room)))))
    rows = [{"at": n, "text": label} for n, label in enumerate(periods) if n % step == 0]
    lines = data(rows).mark_rule(color="#e4e8eb").encode(x=x)
    return [lines, labels(rows, x=x, y=alt.value("height"), baseline="top", dy=7)]


def _domain(values: Sequence[float]) -> tuple[float, float]:
    if not values:
        return 0.0, 1.0
    low, high = float(min(values)), float(max(values))
    if 0 <= low < _FROM_NOUGHT * high or low == high:
        low = min(0.0, low)
    margin = 0.05 * ((high - low) or 1.0)
    return (low if low == 0 else low - margin), high + margin
