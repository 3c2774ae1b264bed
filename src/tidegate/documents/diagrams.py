"""Networks as diagrams: who and what is tied to whom, each kind with a shape of its own.

All signs are of one size: nothing here tells who is more central, for nobody is ranked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from tidegate.documents import palette as p
from tidegate.documents.drawing import SHAPES, Labels, Sheet, text_width, wrapped
from tidegate.documents.drawing.lettering import Box, around, fitted
from tidegate.documents.report import Drawing
from tidegate.documents.text import clean

_WIDTH, _HIGHEST, _LOWEST, _EDGE = 612.0, 620.0, 170.0, 46.0
_RADIUS, _APART = 9.0, 34.0
_SIZE, _TIE_SIZE, _KEY_SIZE, _KEY_LINE = 11.0, 10.0, 12.0, 21.0
_LABEL_WIDTH = 132.0
_MOST = 150
_SHAPES = ("square", "circle", "house", "diamond", "triangle", "hexagon", "wedge", "star")
_COLOURS = ("#8cc5e3", p.PAPER, "#f3d9a4", "#c9e6d8", "#f2c1a0", "#dcc3da", "#e8e8e8", "#fbf3b0")
"""Pale, so that the ink of the shapes tells them apart."""

assert set(_SHAPES) <= set(SHAPES)


@dataclass(frozen=True)
class Node:
    """A thing in a network.

    Args:
        id: By which the ties name it.
        x: Its place, to the right; any unit.
        y: Its place, upwards.
        label: Its name.
        kind: Which of the kinds of the network.
        strong: Whether the text speaks of it.
    """

    id: str
    x: float
    y: float
    label: str
    kind: str
    strong: bool = False


@dataclass(frozen=True)
class Tie:
    """A tie between two things.

    Args:
        source: From which.
        target: To which.
        label: What ties them.
        ended: Whether it is over.
        directed: Whether it has a direction.
    """

    source: str
    target: str
    label: str = ""
    ended: bool = False
    directed: bool = True


def draw_network(
    nodes: Sequence[Node], ties: Sequence[Tie], *, kinds: Mapping[str, str], alt_text: str,
    ended: str = "",
) -> Drawing:  # fmt: skip
    """Draw a network at the places its nodes have.

    A node whose name finds no room gets a number, and its name stands below; what is written on ties is left out
    where there is no room, so that a table beside the diagram has to hold it.

    Args:
        nodes: Its things, at most 150.
        ties: What ties them.
        kinds: For each kind of node what it means, in the order of the key.
        alt_text: The same in words.
        ended: What a dashed tie means; empty where the key need not tell.
    Returns:
        The drawing; equal networks give equal text.
    Raises:
        ValueError: There are too many nodes or kinds, or a tie or kind names what is not there.
    Example:
        >>> two = [Node("a", 0, 0, "Kade 1", "premises"), Node("b", 1, 0, "Zon BV", "company")]
        >>> known = {"premises": "premises", "company": "company"}
        >>> "Zon BV" in draw_network(two, [Tie("b", "a", "rents")], kinds=known, alt_text="one rents").svg
        True
    """
    _check(nodes, ties, kinds)
    places, height = _place(np.array([(n.x, -n.y) for n in nodes], dtype=float).reshape(-1, 2))
    at = {node.id: (float(x), float(y)) for node, (x, y) in zip(nodes, places.tolist(), strict=True)}
    labels = Labels((2, 2, _WIDTH - 2, height - 2))
    for x, y in at.values():
        labels.take((x - _RADIUS - 2, y - _RADIUS - 2, x + _RADIUS + 2, y + _RADIUS + 2))
    curves = [_curve(at[t.source], at[t.target], bend) for t, bend in zip(ties, _bends(ties), strict=True)]
    crossed = _crossed(curves, labels)
    ordered = sorted(nodes, key=lambda n: not n.strong)
    named = [(node, lines, box) for node in ordered for lines, box in [_room(labels, crossed, node, at[node.id])]]
    numbers = {node.id: n + 1 for n, node in enumerate(node for node, _, box in named if box is None)}
    entries, key_height = _lay_key(
        kinds, {n.kind for n in nodes}, ended if any(t.ended for t in ties) else "",
        [f"{numbers[node.id]}  {clean(node.label)}" for node, _, box in named if box is None],
    )  # fmt: skip
    sheet = Sheet(_WIDTH, height + key_height)
    for tie, curve in zip(ties, curves, strict=True):
        _draw_tie(sheet, tie, curve)
    for node in nodes:
        _draw_node(sheet, node, at[node.id], kinds, numbers.get(node.id))
    for node, lines, box in named:
        if box is not None:
            _name(sheet, node, at[node.id], lines, box)
    for tie, curve in zip(ties, curves, strict=True):
        _name_tie(sheet, labels, tie, curve)
    _draw_key(sheet, entries, height, kinds)
    return sheet.drawing(alt_text)


def _check(nodes: Sequence[Node], ties: Sequence[Tie], kinds: Mapping[str, str]) -> None:
    if len(nodes) > _MOST:
        raise ValueError(f"{len(nodes)} nodes: a diagram holds at most {_MOST}, draw the part the text speaks of")
    if len(kinds) > len(_SHAPES):
        raise ValueError(f"{len(kinds)} kinds: a diagram tells at most {len(_SHAPES)} apart")
    known = {n.id for n in nodes}
    lost = sorted({end for t in ties for end in (t.source, t.target)} - known)
    if lost:
        raise ValueError(f"ties name {', '.join(lost[:5])}, which is no node: give the nodes of all ties")
    strange = sorted({n.kind for n in nodes} - set(kinds))
    if strange:
        raise ValueError(f"the key does not say what {', '.join(strange)} means: add it to the kinds")


def _place(raw: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.float64], float]:
    """Fit the places to the sheet, and move apart what would overlap."""
    if not len(raw):
        return raw, _LOWEST
    span = raw.max(axis=0) - raw.min(axis=0)
    room = np.array((_WIDTH - 2 * _EDGE - 60, _HIGHEST - 2 * _EDGE))
    scale = float((room[span > 0] / span[span > 0]).min(initial=80.0 if not span.any() else np.inf))
    # A few things far apart need no whole page.
    scale = min(scale, 130.0 * max(len(raw), 3) ** 0.5 / max(float(span.max()), 1e-9))
    places = _apart((raw - raw.min(axis=0)) * scale)
    places -= places.min(axis=0)
    extent = places.max(axis=0)
    height = min(_HIGHEST, max(_LOWEST, float(extent[1]) + 2 * _EDGE))
    places = places * np.minimum(1.0, room / np.maximum(extent, 1e-9))
    return places + (np.array((_WIDTH, height)) - places.max(axis=0)) / 2, height


def _apart(places: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Push nodes that lie too close away from each other, in turns that always come out the same."""
    moved = places.copy()
    for _ in range(60):
        pairs = cKDTree(moved).query_pairs(_APART, output_type="ndarray")
        if not len(pairs):
            break
        pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
        between = moved[pairs[:, 1]] - moved[pairs[:, 0]]
        far = np.hypot(*between.T)
        # What lies in one spot is parted in a direction that its number gives.
        turn = pairs[:, 1] * 2.399963
        between = np.where(far[:, None] < 1e-6, np.column_stack((np.cos(turn), np.sin(turn))), between)
        step = between / np.maximum(np.hypot(*between.T), 1e-9)[:, None] * ((_APART + 0.5 - far) / 2)[:, None]
        np.add.at(moved, pairs[:, 1], step)
        np.add.at(moved, pairs[:, 0], -step)
    return moved


def _bends(ties: Sequence[Tie]) -> list[float]:
    """Bend ties between the same two things, so that each is seen."""
    seen: dict[frozenset[str], int] = {}
    bends = []
    for tie in ties:
        pair = frozenset((tie.source, tie.target))
        n = seen[pair] = seen.get(pair, -1) + 1
        side = 1 if tie.source < tie.target else -1
        bends.append(side * ((n + 1) // 2) * 22.0 * (1 if n % 2 else -1))
    return bends


@dataclass(frozen=True)
class _Curve:
    """A tie on the sheet: its ends at the edges of the signs, and the point that bends it."""

    start: tuple[float, float]
    bend: tuple[float, float]
    end: tuple[float, float]

    @property
    def middle(self) -> tuple[float, float]:
        (a, b), (c, d), (e, f) = self.start, self.bend, self.end
        return (a + 2 * c + e) / 4, (b + 2 * d + f) / 4


def _curve(source: tuple[float, float], target: tuple[float, float], bend: float) -> _Curve:
    (a, b), (c, d) = source, target
    far = float(np.hypot(c - a, d - b)) or 1.0
    middle = ((a + c) / 2 - (d - b) / far * bend, (b + d) / 2 + (c - a) / far * bend)
    return _Curve(_edge(source, middle), middle, _edge(target, middle))


def _edge(centre: tuple[float, float], towards: tuple[float, float]) -> tuple[float, float]:
    x, y = towards[0] - centre[0], towards[1] - centre[1]
    far = float(np.hypot(x, y)) or 1.0
    away = min(_RADIUS + 4.0, far)
    return centre[0] + x / far * away, centre[1] + y / far * away


def _draw_tie(sheet: Sheet, tie: Tie, curve: _Curve) -> None:
    (a, b), (c, d), (e, f) = curve.start, curve.bend, curve.end
    look: dict[str, Any] = {"stroke": "#767e86" if tie.ended else p.GREY, "stroke_width": 1.4, "fill": "none"}
    if tie.ended:
        look["stroke_dasharray"] = "5 4"
    sheet.path(f"M{a:.1f} {b:.1f}Q{c:.1f} {d:.1f} {e:.1f} {f:.1f}", **look)
    if tie.directed:
        x, y = e - c, f - d
        far = float(np.hypot(x, y)) or 1.0
        x, y = x / far, y / far
        wings = [(e - 8 * x - s * 3.6 * y, f - 8 * y + s * 3.6 * x) for s in (1, -1)]
        sheet.path(f"M{e:.1f} {f:.1f}" + "".join(f"L{u:.1f} {v:.1f}" for u, v in wings) + "Z", fill=look["stroke"])


def _draw_node(sheet: Sheet, node: Node, at: tuple[float, float], kinds: Mapping[str, str], number: int | None) -> None:
    n = list(kinds).index(node.kind)
    sheet.sign(_SHAPES[n], *at, _RADIUS, fill=p.PAPER, stroke=p.PAPER, stroke_width=5)
    sheet.sign(_SHAPES[n], *at, _RADIUS, fill=_COLOURS[n], stroke_width=3.0 if node.strong else 1.4)
    if number is not None:
        sheet.text(at[0], at[1] + 3.4, str(number), size=9, anchor="middle", bold=True)


def _crossed(curves: Sequence[_Curve], labels: Labels) -> Labels:
    """Mark where ties run, for names would rather stand beside them."""
    crossed = Labels(labels.frame)
    for curve in curves:
        a, b, c = (np.array(point) for point in (curve.start, curve.bend, curve.end))
        steps = max(2, int(np.hypot(*(c - a)) / 7))
        for t in np.linspace(0, 1, steps)[:, None]:
            x, y = ((1 - t) ** 2 * a + 2 * t * (1 - t) * b + t**2 * c).tolist()
            crossed.take((x - 1.5, y - 1.5, x + 1.5, y + 1.5))
    return crossed


def _room(labels: Labels, crossed: Labels, node: Node, at: tuple[float, float]) -> tuple[list[str], Box | None]:
    """Find room for a name, beside the ties if it can be."""
    lines = wrapped(node.label, _SIZE, _LABEL_WIDTH)
    wide = max(text_width(line, _SIZE) for line in lines) * (1.08 if node.strong else 1.0)
    boxes = around(*at, wide, _SIZE * 1.2 * len(lines), _RADIUS + 4)
    return lines, labels.place([*(box for box in boxes if crossed.free(box)), *boxes])


def _name(sheet: Sheet, node: Node, at: tuple[float, float], lines: list[str], box: Box) -> None:
    middle = abs((box[0] + box[2]) / 2 - at[0]) < 1
    anchor, x = ("middle", at[0]) if middle else ("start", box[0]) if box[0] > at[0] else ("end", box[2])
    for n, line in enumerate(lines):
        sheet.text(x, box[1] + _SIZE * (0.95 + 1.2 * n), line, size=_SIZE, anchor=anchor, bold=node.strong, seam=True)


def _name_tie(sheet: Sheet, labels: Labels, tie: Tie, curve: _Curve) -> None:
    if not tie.label:
        return
    (x, y), text = curve.middle, fitted(tie.label, _TIE_SIZE, _LABEL_WIDTH)
    wide, high = text_width(text, _TIE_SIZE), _TIE_SIZE * 1.2
    start, end = np.array(curve.start), np.array(curve.end)
    along = np.abs(end - start)
    far = float(np.hypot(*along)) or 1.0
    # A tie that would vanish under its own name stays bare.
    if far * min(wide / max(along[0], 1e-9), high / max(along[1], 1e-9)) > 0.6 * far:
        return
    spots = [(x, y), *(tuple((start + (end - start) * t).tolist()) for t in (0.35, 0.65))]
    box = labels.place([(a - wide / 2, b - high / 2, a + wide / 2, b + high / 2) for a, b in spots])
    if box:
        sheet.rect(box, fill=p.PAPER)
        sheet.text((box[0] + box[2]) / 2, box[3] - high * 0.24, text, size=_TIE_SIZE, anchor="middle", colour=p.GREY)


_Entry = tuple[float, float, str, str]


def _lay_key(kinds: Mapping[str, str], used: set[str], ended: str, names: list[str]) -> tuple[list[_Entry], float]:
    signs = [(kind, meaning) for kind, meaning in kinds.items() if kind in used] + ([("-", ended)] if ended else [])
    y, entries = 10.0, []
    for group, indent in ((signs, 32.0), ([("", name) for name in names], 2.0)):
        x = 0.0
        for look, meaning in group:
            text = fitted(meaning, _KEY_SIZE, _WIDTH - 40)
            wide = indent + text_width(text, _KEY_SIZE) + 18
            if x and x + wide > _WIDTH:
                x, y = 0.0, y + _KEY_LINE
            entries.append((x, y, look, text))
            x += wide
        y += _KEY_LINE if group else 0
    return entries, y + 2


def _draw_key(sheet: Sheet, entries: list[_Entry], top: float, kinds: Mapping[str, str]) -> None:
    sheet.path(f"M0 {top:.1f}H{_WIDTH:.0f}", stroke=p.RULE, stroke_width=1, fill="none")
    for x, y, kind, text in entries:
        middle = top + y + _KEY_LINE / 2
        if kind == "-":
            sheet.path(f"M{x + 2:.1f} {middle:.1f}h23", stroke="#767e86", stroke_width=1.4, stroke_dasharray="5 4")
        elif kind:
            n = list(kinds).index(kind)
            sheet.sign(_SHAPES[n], x + 12, middle, 7, fill=_COLOURS[n], stroke_width=1.4)
        sheet.text(x + (32 if kind else 2), middle + _KEY_SIZE * 0.34, text, size=_KEY_SIZE)
