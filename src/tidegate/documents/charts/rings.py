"""Rings around places: the effect by distance, where benefits spread or trouble moves."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from tidegate.documents import palette as p
from tidegate.documents import words as w
from tidegate.documents.charts.curves import Estimate
from tidegate.documents.charts.estimates import interval_row, key_row, none_line, reach, upright
from tidegate.documents.charts.look import SMALL, WIDTH, data, draw, number_axis
from tidegate.documents.drawing.lettering import text_width
from tidegate.documents.report import Drawing
from tidegate.documents.text import clean, cut

_HEIGHT = 220
_PLACE: dict[str, Any] = {"shape": "diamond", "fill": p.VERMILION, "stroke": p.VERMILION}
_RING: dict[str, Any] = {"shape": "circle", "fill": p.PAPER, "stroke": p.BLUE}


@dataclass(frozen=True)
class Ring:
    """A ring around the places under the measure, or the places themselves.

    Args:
        label: What it is called.
        inner_m: Where it begins, metres; below 0 for the places themselves, which have no distance.
        outer_m: Where it ends.
        estimate: The change in it, with its interval.
        place: Whether these are the places under the measure.
    """

    label: str
    inner_m: float
    outer_m: float
    estimate: Estimate
    place: bool = False


def draw_rings(
    rings: Sequence[Ring], *, unit: str, x_title: str, alt_text: str, none: float = 0.0, language: str = "en",
    percent: bool = False,
) -> Drawing:  # fmt: skip
    """Draw the effect by distance from the places under the measure.

    Args:
        rings: The rings, from within outwards.
        unit: What the effect is counted in.
        x_title: What the distance is, with its unit.
        alt_text: What the chart shows.
        none: What means no effect.
        language: The reader's.
        percent: Whether the values are shares.
    Returns:
        The drawing; each ring is as wide as it is in the city, with its interval in the middle.
    """
    ends = reach([r.estimate for r in rings], none)
    rows = [
        {"at": float(r.inner_m + r.outer_m) / 2, "from": float(r.inner_m), "to": float(r.outer_m),
         "place": r.place, **interval_row(r.estimate, ends)}
        for r in rings
    ]  # fmt: skip
    edges = sorted({edge for r in rings for edge in (float(r.inner_m), float(r.outer_m))})
    last = max(edges, default=1.0) or 1.0
    distance = alt.Axis(
        title=cut(clean(x_title), 90), values=[e for e in edges if e >= 0], format=",~f", domain=False, ticks=False,
        labelOverlap=True,
    )  # fmt: skip
    x = alt.X("at:Q", scale=alt.Scale(domain=[min([0.0, *edges]), last], nice=False), axis=distance)
    axis = number_axis(unit, percent=percent, titleAnchor="end", titleAngle=0, titleAlign="left",
                       titleBaseline="bottom", titleX=-40, titleY=-26)  # fmt: skip
    y = alt.Y("value:Q", scale=alt.Scale(domain=list(ends), nice=False), axis=axis)
    layers, named = none_line(none, y, language)
    for place, mark in ((True, _PLACE), (False, _RING)):
        own = [row for row in rows if row["place"] is place and row["value"] is not None]
        start = x.copy()
        start.shorthand = "from:Q"
        layers.append(data(own).mark_rule(color=mark["stroke"], strokeWidth=3.5).encode(x=start, x2="to:Q", y=y))
        layers += upright(own, x, y, colour=mark["stroke"])
        layers.append(data(own).mark_point(size=58, strokeWidth=1.75, opacity=1, **mark).encode(x=x, y=y))
    names = [w.phrase("place_itself", language), w.phrase("ring", language)]
    at = (6, 6 + text_width(names[0], SMALL) + 34)
    layers += key_row(list(zip((_PLACE, _RING), names, strict=True)), at, -12)
    chart = alt.layer(*layers).properties(width=WIDTH - 62 - named, height=_HEIGHT)
    return draw(chart, alt_text, language)
