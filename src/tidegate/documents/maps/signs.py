"""Signs on a map, told apart by shape as well as colour, and heaps of them with their number."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from tidegate.documents import palette as p
from tidegate.documents.drawing.lettering import Labels, around, fitted, text_width
from tidegate.documents.drawing.sheet import Sheet
from tidegate.documents.maps.clustering import Heap
from tidegate.documents.maps.content import Sign

_SHAPES = ("triangle", "diamond", "square", "star", "hexagon", "house", "wedge", "circle")
_COLOURS = (p.VERMILION, p.PURPLE, p.ORANGE, p.INK, p.GREEN, p.BLUE, p.YELLOW, p.SKY)
_SIZE = 11

Kind: TypeAlias = tuple[str, str, str]
"""Meaning, shape and colour of a kind of sign."""


def look_of(kinds: Mapping[str, str]) -> dict[str, Kind]:
    """Give each kind of sign its look.

    Args:
        kinds: For each kind what it means.
    Returns:
        For each kind meaning, shape and colour.
    Raises:
        ValueError: There are more kinds than signs can tell apart.
    """
    if len(kinds) > len(_SHAPES):
        raise ValueError(f"{len(kinds)} kinds of signs: a map tells at most {len(_SHAPES)} apart")
    return {kind: (meaning, *look) for (kind, meaning), look in zip(kinds.items(), zip(_SHAPES, _COLOURS, strict=True),
            strict=False)}  # fmt: skip


def draw_signs(sheet: Sheet, signs: Sequence[Sign], heaps: Sequence[Heap], kinds: Mapping[str, Kind],
               labels: Labels) -> None:  # fmt: skip
    """Draw signs, and their names where there is room.

    Args:
        sheet: The sheet.
        signs: The signs.
        heaps: How they were put together.
        kinds: How each kind looks.
        labels: What is taken; the signs and their names are added.
    """
    for heap in heaps:
        r = heap.radius
        labels.take((heap.x - r, heap.y - r, heap.x + r, heap.y + r))
    for heap in heaps:
        if len(heap.members) == 1:
            shape, colour = kinds[signs[heap.members[0]].kind][1:]
            sheet.sign(shape, heap.x, heap.y, heap.radius, fill=colour, stroke=p.PAPER, stroke_width=3)
            sheet.sign(shape, heap.x, heap.y, heap.radius, fill=colour)
        else:
            draw_heap(sheet, heap.x, heap.y, heap.radius, str(len(heap.members)))
    for heap in heaps:
        text = signs[heap.members[0]].label if len(heap.members) == 1 else ""
        if text:
            _write(sheet, labels, heap, fitted(text, _SIZE, 170))


def draw_heap(sheet: Sheet, x: float, y: float, radius: float, count: str) -> None:
    """Draw several signs that stand as one.

    Args:
        sheet: The sheet.
        x: Their middle.
        y: Their middle.
        radius: From the middle to the edge.
        count: How many they are.
    """
    sheet.sign("circle", x, y, radius, fill=p.PAPER, stroke=p.PAPER, stroke_width=3)
    sheet.sign("circle", x, y, radius, fill=p.PAPER, stroke=p.INK, stroke_width=1.6)
    size = 11 if len(count) < 3 else 9.5
    sheet.text(x, y + size * 0.34, count, size=size, anchor="middle", bold=True)


def _write(sheet: Sheet, labels: Labels, heap: Heap, text: str) -> None:
    box = labels.place(around(heap.x, heap.y, text_width(text, _SIZE), _SIZE * 1.2, heap.radius + 3))
    if box:
        sheet.text(box[0], box[1] + _SIZE * 0.95, text, size=_SIZE, seam=True)
