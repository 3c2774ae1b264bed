"""The key of a map, below it: classes, signs, scale and north."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from tidegate.documents import palette as p
from tidegate.documents import words as w
from tidegate.documents.drawing.lettering import fitted, text_width
from tidegate.documents.drawing.sheet import Sheet
from tidegate.documents.maps.classing import Classes, colours
from tidegate.documents.maps.signs import Kind, draw_heap

_SIZE, _LINE, _TOP, _SWATCH = 12.0, 21.0, 12.0, 24.0
_ROOM, _WIDTH = 440.0, 612.0
"""Pixels for classes and signs, and of the whole; the rest is for scale and north."""

_HEAP = "heap"


@dataclass(frozen=True)
class _Entry:
    """A sign with its meaning at its place."""

    x: float
    y: float
    look: str
    colour: str
    text: str


@dataclass(frozen=True)
class Key:
    """The key, laid out.

    Args:
        title: What the numbers of the areas are.
        entries: Signs with their meanings.
        language: The reader's.
        height: Pixels it takes.
    """

    title: str
    entries: tuple[_Entry, ...]
    language: str
    height: float


def lay_key(title: str, classes: Classes, kinds: Sequence[Kind], language: str, *, empty: bool,
            several: bool) -> Key:  # fmt: skip
    """Lay the key of a map out.

    Args:
        title: What the numbers of the areas are.
        classes: Their classes.
        kinds: The kinds of signs.
        language: The reader's.
        empty: Whether there are areas without a number.
        several: Whether signs stand as one.
    Returns:
        The key.
    """
    swatches = [("swatch", colour, label) for colour, label in zip(colours(classes), classes.labels, strict=True)]
    if empty:
        swatches.append(("swatch", p.WASH, w.phrase("no_data", language)))
    signs = [(shape, colour, meaning) for meaning, shape, colour in kinds]
    if several:
        signs.append((_HEAP, p.PAPER, w.phrase("several", language)))
    shown = fitted(title, _SIZE, _ROOM) if swatches else ""
    y = _TOP + (_LINE if shown else 0)
    entries, y = _flow(swatches, y)
    below, y = _flow(signs, y)
    return Key(shown, (*entries, *below), language, max(y + 4, _TOP + 2.2 * _LINE))


def _flow(items: Sequence[tuple[str, str, str]], y: float) -> tuple[list[_Entry], float]:
    """Set entries one after the other, in as many lines as they need."""
    x, entries = 0.0, []
    for look, colour, meaning in items:
        text = fitted(meaning, _SIZE, _ROOM - _SWATCH - 8)
        wide = _SWATCH + 7 + text_width(text, _SIZE) + 16
        if x and x + wide > _ROOM:
            x, y = 0.0, y + _LINE
        entries.append(_Entry(x, y, look, colour, text))
        x += wide
    return entries, y + (_LINE if items else 0)


def draw_key(sheet: Sheet, key: Key, top: float, scale: float) -> None:
    """Draw the key of a map.

    Args:
        sheet: The sheet.
        key: The key.
        top: Where the map ends.
        scale: Pixels of a metre.
    """
    if key.title:
        sheet.text(0, top + _TOP + _SIZE, key.title, size=_SIZE, bold=True)
    for entry in key.entries:
        middle = top + entry.y + _LINE / 2
        if entry.look == "swatch":
            sheet.rect((entry.x + 0.5, middle - 7, entry.x + _SWATCH, middle + 7), fill=entry.colour, stroke=p.GREY,
                       stroke_width=0.6)  # fmt: skip
        elif entry.look == _HEAP:
            draw_heap(sheet, entry.x + 10, middle, 8.5, "3")
        else:
            sheet.sign(entry.look, entry.x + 10, middle, 6.5, fill=entry.colour)
        sheet.text(entry.x + _SWATCH + 7, middle + _SIZE * 0.34, entry.text, size=_SIZE)
    _draw_scale(sheet, top + _TOP, scale, key.language)


def _draw_scale(sheet: Sheet, top: float, scale: float, language: str) -> None:
    """Draw north, and a bar of a length one can say."""
    length = _round_length(105 / scale)
    wide = length * scale
    text = f"{w.number(length, language)} m" if length < 1000 else f"{w.number(length / 1000, language)} km"
    right, y = _WIDTH - 34, top + 26
    ends = f"M{right - wide:.1f} {y - 4:.1f}V{y:.1f}H{right:.1f}V{y - 4:.1f}"
    sheet.path(ends, fill="none", stroke=p.INK, stroke_width=1.4)
    sheet.text(right - wide / 2, y - 7, text, size=_SIZE, anchor="middle")
    x = _WIDTH - 12
    sheet.path(f"M{x} {y - 25:.1f}l5 15l-5 -3.5l-5 3.5Z", fill=p.INK)
    sheet.text(x, y + 3, w.phrase("north", language), size=_SIZE, anchor="middle", bold=True)


def _round_length(metres: float) -> float:
    """Find the longest of 1, 2 and 5 times a power of ten that is no longer than this."""
    power = 10.0 ** math.floor(math.log10(metres))
    return max(step * power for step in (1, 2, 5) if step * power <= metres)
