"""Lettering: how wide a text stands, how it is cut or wrapped, and how labels keep apart."""

from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import TypeAlias

from tidegate.documents.text import clean

_ENOUGH = 40
_NARROW, _BROAD = frozenset("iljtf.,:;'|!()[] 1Ir-/"), frozenset("mwMW@%—…")


def text_width(text: str, size: float) -> float:
    """Reckon how wide a text stands.

    Args:
        text: The text.
        size: Of its letters, in pixels.
    Returns:
        Pixels, rather too many than too few.
    Example:
        >>> text_width("Haven", 10) > text_width("lijst", 10)
        True
    """
    ems = sum(0.34 if c in _NARROW else 0.9 if c in _BROAD else 0.68 if c.isupper() else 0.54 for c in text)
    return ems * size


def fitted(text: str, size: float, room: float) -> str:
    """Cut a text to the room there is.

    Args:
        text: The text.
        size: Of its letters, in pixels.
        room: Pixels.
    Returns:
        The cleaned text, with an ellipsis where it was cut.
    Example:
        >>> fitted("Havenkade", 10, 30)
        'Hav…'
    """
    text = clean(text)
    if text_width(text[: _ENOUGH + int(room)], size) <= room:
        return text
    ends = accumulate(text_width(c, size) for c in text[: int(room) + 1])
    kept = sum(1 for end in ends if end + text_width("…", size) <= room)
    return f"{text[:kept].rstrip()}…" if kept > 1 else f"{text[:1]}…"


def spread(places: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Move labels apart, each as little as may be, in their order.

    Args:
        places: Where they would stand.
        gap: The least between two.
        low: None stands below.
        high: None stands above, if all find room.
    Returns:
        Where they stand, in the order given.
    Example:
        >>> spread([5.0, 5.0, 9.0], 2, 0, 10)
        [4.0, 6.0, 9.0]
    """
    order = sorted(range(len(places)), key=lambda n: (places[n], n))
    groups: list[tuple[float, int]] = []
    for n in order:
        groups.append((places[n], 1))
        while len(groups) > 1 and _touch(groups[-2], groups[-1], gap):
            (one, many), (other, more) = groups[-2:]
            groups[-2:] = [((one * many + other * more) / (many + more), many + more)]
    found = [centre + (k - (many - 1) / 2) * gap for centre, many in groups for k in range(many)]
    for k in range(len(found)):
        found[k] = max(found[k], low + k * gap)
    for k in reversed(range(len(found))):
        found[k] = min(found[k], high - (len(found) - 1 - k) * gap)
    placed = dict(zip(order, found, strict=True))
    return [placed[n] for n in range(len(places))]


def _touch(below: tuple[float, int], above: tuple[float, int], gap: float) -> bool:
    return (above[0] - (above[1] - 1) / 2 * gap) - (below[0] + (below[1] - 1) / 2 * gap) < gap


def wrapped(text: str, size: float, room: float, lines: int = 2) -> list[str]:
    """Break a text into lines.

    Args:
        text: The text.
        size: Of its letters, in pixels.
        room: Pixels of a line.
        lines: How many there may be; the last is cut.
    Returns:
        The lines, one at least.
    Example:
        >>> wrapped("Havenkade twelve upstairs", 10, 70)
        ['Havenkade', 'twelve upsta…']
    """
    found: list[str] = []
    # More than this no line could hold, and a text may be without end.
    rest = clean(text)[: lines * (_ENOUGH + int(room))].split(" ")
    while rest and len(found) < lines - 1:
        line = [rest.pop(0)]
        while rest and text_width(" ".join([*line, rest[0]]), size) <= room:
            line.append(rest.pop(0))
        found.append(fitted(" ".join(line), size, room))
    return [*found, fitted(" ".join(rest), size, room)] if rest else found


Box: TypeAlias = tuple[float, float, float, float]
"""Left, top, right and bottom, in pixels."""


class Labels:
    """Where something stands already, so that no label is put upon it.

    Args:
        frame: Within which all labels stay.
    """

    _CELL = 32

    def __init__(self, frame: Box) -> None:
        self.frame = frame
        self._taken: dict[tuple[int, int], list[Box]] = {}

    def take(self, box: Box) -> None:
        """Mark a box as taken.

        Args:
            box: The box.
        """
        for cell in self._cells(box):
            self._taken.setdefault(cell, []).append(box)

    def free(self, box: Box) -> bool:
        """Ask whether a box is within the frame and free.

        Args:
            box: The box.
        Returns:
            Whether a label may stand in it.
        """
        left, top, right, bottom = self.frame
        if box[0] < left or box[1] < top or box[2] > right or box[3] > bottom:
            return False
        return not any(
            box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]
            for cell in self._cells(box)
            for other in self._taken.get(cell, ())
        )

    def place(self, boxes: Iterable[Box]) -> Box | None:
        """Take the first free one of some boxes.

        Args:
            boxes: Where the label might stand, the best place first.
        Returns:
            The box taken; None where all are in the way of something.
        Example:
            >>> labels = Labels((0, 0, 100, 100))
            >>> labels.take((0, 0, 50, 50))
            >>> labels.place([(40, 40, 60, 60), (50, 40, 70, 60), (90, 0, 110, 9)])
            (50, 40, 70, 60)
        """
        found = next((box for box in boxes if self.free(box)), None)
        if found:
            self.take(found)
        return found

    def _cells(self, box: Box) -> list[tuple[int, int]]:
        left, top, right, bottom = (int(edge // self._CELL) for edge in box)
        return [(x, y) for x in range(left, right + 1) for y in range(top, bottom + 1)]


def around(x: float, y: float, width: float, height: float, away: float) -> list[Box]:
    """Give the places for a label around a sign.

    Args:
        x: Centre of the sign.
        y: Centre of the sign.
        width: Of the label.
        height: Of the label.
        away: How far the label stands from the centre.
    Returns:
        Right, left, below, above, then the corners.
    """
    slant, half_w, half_h = away * 0.75, width / 2, height / 2
    corners = [
        (x + away, y - half_h), (x - away - width, y - half_h), (x - half_w, y + away), (x - half_w, y - away - height),
        (x + slant, y + slant), (x + slant, y - slant - height), (x - slant - width, y + slant),
        (x - slant - width, y - slant - height),
    ]  # fmt: skip
    return [(left, top, left + width, top + height) for left, top in corners]
