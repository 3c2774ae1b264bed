"""How a map is drawn: ground, areas, signs, names; below it the key, the scale and north."""

import math
from collections.abc import Sequence

import numpy as np

from tidegate.documents import palette as p
from tidegate.documents.drawing.lettering import Labels, fitted, text_width
from tidegate.documents.drawing.sheet import Sheet
from tidegate.documents.maps.classing import class_values
from tidegate.documents.maps.clustering import heap_signs
from tidegate.documents.maps.content import CityMap, Name
from tidegate.documents.maps.ground import WIDTH, Frame, draw_areas, draw_ground, draw_lines, frame_city
from tidegate.documents.maps.key import draw_key, lay_key
from tidegate.documents.maps.signs import draw_signs, look_of
from tidegate.documents.report import Drawing

_LINE = "#9aa3ab"
_SIZE = 11.5


def draw_map(city: CityMap, *, alt_text: str, language: str = "en") -> Drawing:
    """Draw a map.

    Signs that would overlap become one with their number; names and labels that find no room are left out, so that a
    table beside the map has to hold them.

    Args:
        city: What it shows.
        alt_text: The same in words.
        language: The reader's.
    Returns:
        The drawing; equal maps give equal text.
    Raises:
        ValueError: A sign has no place or a kind that the map does not explain, or there are more kinds than signs can
            tell apart.
    """
    unknown = sorted({s.kind for s in city.signs} - set(city.kinds))
    if unknown:
        raise ValueError(f"the map does not say what {', '.join(unknown)} means: add it to its kinds")
    if not all(math.isfinite(s.x) and math.isfinite(s.y) for s in city.signs):
        raise ValueError("a sign has no place: leave it out, and name it in the table beside the map")
    kinds, frame = look_of(city.kinds), frame_city(city)
    values = [a.value for a in city.areas if a.value is not None]
    classes = class_values(values, language, digits=city.digits, breaks=city.breaks)
    heaps = heap_signs(frame.place(np.array([(s.x, s.y) for s in city.signs], dtype=float).reshape(-1, 2)))
    key = lay_key(
        city.legend, classes, list(kinds.values()), language,
        empty=any(a.value is None for a in city.areas), several=any(len(h.members) > 1 for h in heaps),
    )  # fmt: skip
    sheet = Sheet(WIDTH, frame.height + key.height)
    sheet.rect(frame.box, fill="#fbfbfa")
    draw_ground(sheet, city, frame)
    draw_areas(sheet, city, frame, classes)
    draw_lines(sheet, city.lines, frame, _LINE, 0.6)
    labels = Labels((3, 3, frame.width - 3, frame.height - 3))
    draw_signs(sheet, city.signs, heaps, kinds, labels)
    _draw_names(sheet, city.names, frame, labels)
    # What runs over the edge of the map is covered by its frame.
    sheet.rect((0, frame.height, WIDTH, sheet.height), fill=p.PAPER)
    sheet.rect((0.5, 0.5, frame.width - 0.5, frame.height - 0.5), fill="none", stroke=p.RULE)
    draw_key(sheet, key, frame.height, frame.scale)
    return sheet.drawing(alt_text)


def _draw_names(sheet: Sheet, names: Sequence[Name], frame: Frame, labels: Labels) -> None:
    ordered = sorted(names, key=lambda name: (-name.weight, name.text, name.x, name.y))
    places = frame.place(np.array([(n.x, n.y) for n in ordered]).reshape(-1, 2)).tolist()
    for name, (x, y) in zip(ordered, places, strict=True):
        text = fitted(name.text, _SIZE, 150)
        wide, high = text_width(text, _SIZE), _SIZE * 1.2
        shifts = [(0, 0), (0, -14), (0, 14), (-30, 0), (30, 0), (0, -26), (0, 26)]
        boxes = [(x + a - wide / 2, y + b - high / 2, x + a + wide / 2, y + b + high / 2) for a, b in shifts]
        if box := labels.place(boxes):
            sheet.text(box[0], box[3] - high * 0.24, text, size=_SIZE, colour="#3b434b", seam=True)
