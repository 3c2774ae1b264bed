"""An event study: the effect before and after the start, period by period, each with its interval."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from tidegate.documents import palette as p
from tidegate.documents import words as w
from tidegate.documents.charts.curves import Estimate
from tidegate.documents.charts.estimates import interval_row, key_row, none_line, reach, upright
from tidegate.documents.charts.look import SMALL, WIDTH, data, draw, halo, number_axis
from tidegate.documents.drawing.lettering import text_width
from tidegate.documents.report import Drawing
from tidegate.documents.text import clean, cut

_HEIGHT = 230
BEFORE: dict[str, Any] = {"shape": "circle", "fill": p.PAPER, "stroke": p.BLUE}
AFTER: dict[str, Any] = {"shape": "diamond", "fill": p.VERMILION, "stroke": p.VERMILION}


@dataclass(frozen=True)
class Moment:
    """The effect at one distance in time from the start.

    Args:
        at: Periods since the start; below 0 before it.
        estimate: The effect with its interval.
    """

    at: int
    estimate: Estimate


def draw_event_study(
    moments: Sequence[Moment], *, unit: str, x_title: str, alt_text: str, none: float = 0.0, language: str = "en",
    percent: bool = False,
) -> Drawing:  # fmt: skip
    """Draw the effect by time since the start.

    Before the start the points are hollow circles: they ought to lie on the line of no effect. From the start on
    they are filled diamonds.

    Args:
        moments: The points, any order.
        unit: What the effect is counted in.
        x_title: What a step across is, such as "months since the start".
        alt_text: What the chart shows.
        none: What means no effect.
        language: The reader's.
        percent: Whether the values are shares.
    Returns:
        The drawing.
    """
    ends = reach([m.estimate for m in moments], none)
    rows = [{"at": int(m.at), **interval_row(m.estimate, ends)} for m in sorted(moments, key=lambda m: m.at)]
    first, last = min([0, *(m.at for m in moments)]), max([0, *(m.at for m in moments)])
    whole = alt.Axis(title=cut(clean(x_title), 90), tickMinStep=1, tickCount=min(14, last - first + 1), format="d",
                     domain=False, ticks=False, grid=False)  # fmt: skip
    x = alt.X("at:Q", scale=alt.Scale(domain=[first - 0.6, last + 0.6], nice=False), axis=whole)
    axis = number_axis(unit, percent=percent, titleAnchor="end", titleAngle=0, titleAlign="left",
                       titleBaseline="bottom", titleX=-40, titleY=-26)  # fmt: skip
    y = alt.Y("value:Q", scale=alt.Scale(domain=list(ends), nice=False), axis=axis)
    before, after = [r for r in rows if r["at"] < 0], [r for r in rows if r["at"] >= 0]
    line, named = none_line(none, y, language)
    layers = [*line, *_start(w.phrase("start", language), x)]
    layers += [*upright(before, x, y, colour=p.BLUE), *upright(after, x, y, colour=p.VERMILION)]
    for own, mark in ((before, BEFORE), (after, AFTER)):
        known = [r for r in own if r["value"] is not None]
        layers.append(data(known).mark_point(size=58, strokeWidth=1.75, opacity=1, **mark).encode(x=x, y=y))
    names = [w.phrase("before_start", language), w.phrase("from_start", language)]
    wide = text_width(names[0], SMALL) + 34
    layers += key_row(list(zip((BEFORE, AFTER), names, strict=True)), (6, 6 + wide), -12)
    chart = alt.layer(*layers).properties(width=WIDTH - 62 - named, height=_HEIGHT)
    return draw(chart, alt_text, language)


def _start(name: str, x: alt.X) -> list[alt.Chart]:
    """Mark the start between the last period before it and its first."""
    row = [{"at": -0.5, "text": name}]
    line = data(row).mark_rule(color=p.INK, strokeDash=[3, 3]).encode(x=x)
    return [line, *halo(row, x=x, y=alt.value("height"), align="left", dx=4, dy=-8, color=p.INK)]
