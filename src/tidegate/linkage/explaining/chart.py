"""The waterfall as a drawing: an SVG without script, readable without colour."""

from dataclasses import replace
from typing import Any

import altair as alt
import vl_convert

from tidegate.linkage.explaining import words as w
from tidegate.linkage.explaining.waterfall import Waterfall, tell_values

_FONT = "DejaVu Sans, Arial, sans-serif"
_FOR, _AGAINST, _WHOLE = "#1f6f8b", "#b3541e", "#4a4a4a"
"""Blue, orange and grey: they keep apart for every kind of colour vision, and each has at least 4.5:1 on white."""

_LONGEST, _LONGEST_VALUE = 54, 26
_ROW, _WIDTH = 58, 420


def draw_waterfall(waterfall: Waterfall) -> str:
    """Draw an explanation.

    A bar that points right speaks for the pair, one that points left against it; the bits stand at the end of each bar
    with their sign, so that nothing is said by colour alone.

    Args:
        waterfall: The explanation.
    Returns:
        SVG; equal explanations give equal text.
    """
    rows = _rows(waterfall)
    text = vl_convert.vegalite_to_svg(_chart(rows, waterfall).to_dict())
    title = w.phrase("chart", waterfall.language)
    # For whoever hears the drawing rather than sees it.
    return str(text).replace("<svg ", f'<svg role="img" aria-label="{title}" ', 1)


def _rows(waterfall: Waterfall) -> list[dict[str, Any]]:
    language, level = waterfall.language, waterfall.start
    first = _row(w.phrase("start_short", language), w.odds(level, language), "", (0.0, level), waterfall)
    rows = [first | {"colour": _WHOLE, "label": w.number(level, language, digits=1)}]
    for piece in waterfall.pieces:
        sides = replace(piece, left=_short(piece.left, _LONGEST_VALUE), right=_short(piece.right, _LONGEST_VALUE))
        outcome = piece.outcome or w.phrase(piece.speaks, language)
        ends = (level, level + piece.bits)
        rows.append(_row(piece.title, outcome, tell_values(sides, language), ends, waterfall))
        level += piece.bits
    odds = f"{w.odds(waterfall.weight, language)} ({w.percent(waterfall.weight, language)} %)"
    last = _row(w.phrase("sum_short", language), odds, waterfall.words, (0.0, waterfall.weight), waterfall)
    rows.append(last | {"colour": _WHOLE, "label": w.number(waterfall.weight, language, digits=1)})
    return [row | {"n": n, "next": n + 1} for n, row in enumerate(rows)]


def _row(title: str, outcome: str, values: str, ends: tuple[float, float], waterfall: Waterfall) -> dict[str, Any]:
    bits = ends[1] - ends[0]
    return {
        "title": _short(title, _LONGEST),
        "outcome": _short(outcome, _LONGEST),
        "values": values,
        "start": ends[0],
        "end": ends[1],
        "back": bits < 0,
        "colour": _AGAINST if bits < 0 else _FOR,
        "label": w.number(bits, waterfall.language, digits=1, sign=True),
    }


def _short(text: str | None, longest: int) -> Any:
    return text if text is None or len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def _chart(rows: list[dict[str, Any]], waterfall: Waterfall) -> alt.LayerChart:
    language = waterfall.language
    points = [r[k] for r in rows for k in ("start", "end")] + [waterfall.join]
    room = max((max(points) - min(points)) * 0.16, 1.0)  # for the numbers at the ends of the bars
    scale = alt.Scale(domain=[min(points) - room, max(points) + room], nice=False, zero=False)
    layers = [*_lines(waterfall, scale), *_bars(rows, scale, waterfall), *_words(rows)]
    chart: alt.LayerChart = alt.layer(*layers).properties(
        width=_WIDTH, height=_ROW * len(rows), padding=14,
        title=alt.Title(w.phrase("chart", language), anchor="start", fontSize=15, offset=26),
    ).configure(font=_FONT).configure_view(stroke=None).configure_axis(
        labelFontSize=11, titleFontSize=12, titleFontWeight="normal", labelColor="#444444", titleColor="#444444"
    )  # fmt: skip
    return chart


def _of(rows: list[dict[str, Any]]) -> alt.Chart:
    return alt.Chart(alt.InlineData(values=rows))


def _y(field: str = "n") -> alt.Y:
    return alt.Y(f"{field}:O", axis=None, scale=alt.Scale(paddingInner=0.55, paddingOuter=0.3))


def _bars(rows: list[dict[str, Any]], scale: alt.Scale, waterfall: Waterfall) -> list[alt.Chart]:
    axis = alt.Axis(title=w.phrase("bits", waterfall.language), gridColor="#ebebeb", domain=False, ticks=False)
    base = _of(rows)
    bars = base.mark_bar().encode(
        y=_y(), x=alt.X("start:Q", scale=scale, axis=axis), x2="end:Q", color=alt.Color("colour:N", scale=None)
    )
    # From the end of each bar to the next one, so that the eye can follow the sum down.
    steps = _of(rows[:-1]).mark_rule(color="#777777").encode(
        x=alt.X("end:Q", scale=scale), y=_y(), y2="next:O"
    )  # fmt: skip
    labels = [
        _of([r for r in rows if r["back"] is back])
        .mark_text(
            align="right" if back else "left", dx=-6 if back else 6, fontSize=12, fontWeight="bold", color="#222222"
        )
        .encode(y=_y(), x=alt.X("end:Q", scale=scale), text="label:N")
        for back in (False, True)
    ]
    return [steps, bars, *labels]


def _words(rows: list[dict[str, Any]]) -> list[alt.Chart]:
    return [
        _of(rows)
        .mark_text(align="right", dy=dy, fontSize=size, fontWeight="bold" if heavy else "normal", color=colour)
        .encode(y=_y(), x=alt.value(-12), text=f"{name}:N")
        for name, dy, size, heavy, colour in (
            ("title", -14, 13, True, "#222222"),
            ("outcome", 2, 11, False, "#444444"),
            ("values", 16, 11, False, "#444444"),
        )
    ]


def _lines(waterfall: Waterfall, scale: alt.Scale) -> list[alt.Chart]:
    """Draw the line of nought, and the one from which groups are put together."""
    join = f"{w.phrase('join_line', waterfall.language)} ({w.number(waterfall.join, waterfall.language, digits=1)})"
    at = alt.X("at:Q", scale=scale)
    zero = _of([{"at": 0}]).mark_rule(color="#888888").encode(x=at)
    base = _of([{"at": waterfall.join, "text": join}])
    line = base.mark_rule(color="#222222", strokeDash=[5, 4]).encode(x=at)
    words = base.mark_text(align="center", baseline="bottom", fontSize=11, color="#222222").encode(
        x=at, y=alt.value(-4), text="text:N"
    )
    return [zero, line, words]
