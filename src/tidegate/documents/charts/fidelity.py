"""Planned against done: how much of a measure was carried out, by partner or place. Never by person."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from tidegate.documents import palette as p
from tidegate.documents import words as w
from tidegate.documents.charts.estimates import key_row
from tidegate.documents.charts.look import NORMAL, SMALL, WIDTH, data, draw, halo, labels, number_axis
from tidegate.documents.drawing.lettering import fitted, text_width
from tidegate.documents.report import Drawing
from tidegate.documents.text import clean

_ROW, _LABEL, _MOST = 30, 220, 40
_PLANNED: dict[str, Any] = {"shape": "square", "fill": p.PAPER, "stroke": p.INK}
_DONE: dict[str, Any] = {"shape": "square", "fill": p.BLUE, "stroke": p.BLUE}


@dataclass(frozen=True)
class Carried:
    """What was planned and what was done, of one partner or place.

    Args:
        label: Of whom: an organisation, a place, an activity.
        planned: How much was planned.
        done: How much was done; None where nobody wrote it down.
    """

    label: str
    planned: float
    done: float | None


def draw_fidelity(
    rows: Sequence[Carried], *, unit: str, alt_text: str, language: str = "en", digits: int = 0
) -> Drawing:  # fmt: skip
    """Draw what was done as a filled bar within the empty frame of what was planned.

    Args:
        rows: Partners, places or activities, in the order given, at most 40.
        unit: What is counted.
        alt_text: What the chart shows.
        language: The reader's.
        digits: Digits after the decimal sign.
    Returns:
        The drawing; what was not written down has a frame and the words that say so.
    Raises:
        ValueError: There are more than 40 rows.
    """
    if len(rows) > _MOST:
        raise ValueError(f"{len(rows)} rows: draw at most {_MOST}, and give the rest in a table")
    left = min(_LABEL, max((text_width(clean(r.label)[:80], NORMAL) for r in rows), default=60)) + 16
    told = [_told(row, language, digits) for row in rows]
    right = max((text_width(text, NORMAL) for text in told), default=40) + 18
    drawn: list[dict[str, Any]] = [
        {"n": n, "label": fitted(r.label, NORMAL, left - 14), "text": told[n], "planned": float(r.planned),
         "done": None if r.done is None else float(r.done), "nought": 0.0}
        for n, r in enumerate(rows)
    ]  # fmt: skip
    top = max([0.0, *(max(r["planned"], r["done"] or 0.0) for r in drawn)]) or 1.0
    scale = alt.Scale(domain=[0, top], nice=False)
    y = alt.Y("n:O", axis=None, scale=alt.Scale(paddingInner=0.35, paddingOuter=0.2))
    x = alt.X("planned:Q", scale=scale, axis=number_axis(unit))
    done = alt.X("done:Q", scale=scale)
    frame = data(drawn).mark_bar(fill=p.PAPER, stroke=p.INK, strokeWidth=1.25)
    bar = data([r for r in drawn if r["done"] is not None]).mark_bar(size=9, color=p.BLUE)
    layers = [
        frame.encode(y=y, x=x, x2="nought:Q"), bar.encode(y=y, x=done, x2="nought:Q"),
        labels(drawn, x=alt.value(-10), y=y, text="label:N", align="right", fontSize=NORMAL, color=p.INK),
        *halo(drawn, x=alt.value("width"), y=y, align="left", dx=10, fontSize=NORMAL, color=p.INK),
    ]  # fmt: skip
    names = [w.phrase("planned", language), w.phrase("done", language)]
    layers += key_row(list(zip((_PLANNED, _DONE), names, strict=True)), (6, 6 + text_width(names[0], SMALL) + 34), -10)
    chart = alt.layer(*layers).properties(width=WIDTH - left - right, height=_ROW * max(1, len(rows)))
    return draw(chart, alt_text, language)


def _told(row: Carried, language: str, digits: int) -> str:
    planned = w.number(row.planned, language, digits=digits)
    if row.done is None:
        return w.phrase("not_written", language, planned=planned)
    text = w.phrase("of_planned", language, done=w.number(row.done, language, digits=digits), planned=planned)
    return f"{text} ({w.share(row.done / row.planned, language)})" if row.planned else text
