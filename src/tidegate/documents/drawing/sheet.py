"""A sheet to draw on: SVG without script, whose texts cannot become markup."""

import math
from xml.sax.saxutils import escape, quoteattr

from tidegate.documents import palette as p
from tidegate.documents.drawing.lettering import Box
from tidegate.documents.report import Drawing
from tidegate.documents.text import clean

FONT = "Libertinus Serif, Liberation Sans, Arial, sans-serif"
"""The first is the font of the PDF; where there is none, the others stand in and are no narrower than was reckoned."""


def _ring(corners: int, turn: float = 0.0) -> tuple[tuple[float, float], ...]:
    steps = (turn + 2 * math.pi * n / corners for n in range(corners))
    return tuple((math.sin(a), -math.cos(a)) for a in steps)


def _star() -> tuple[tuple[float, float], ...]:
    outer, inner = _ring(5), _ring(5, math.pi / 5)
    return tuple(
        point for a, b in zip(outer, inner, strict=True) for point in ((a[0] * 1.2, a[1] * 1.2), (b[0] / 2, b[1] / 2))
    )


_CORNERS: dict[str, tuple[tuple[float, float], ...]] = {
    "circle": (),
    "square": ((-0.85, -0.85), (0.85, -0.85), (0.85, 0.85), (-0.85, 0.85)),
    "triangle": ((0, -1.05), (1.05, 0.8), (-1.05, 0.8)),
    "diamond": ((0, -1.2), (1.1, 0), (0, 1.2), (-1.1, 0)),
    "house": ((0, -1.15), (1.05, -0.25), (0.8, -0.25), (0.8, 0.9), (-0.8, 0.9), (-0.8, -0.25), (-1.05, -0.25)),
    "hexagon": _ring(6),
    "star": _star(),
    "wedge": ((-1.05, -0.8), (1.05, -0.8), (0, 1.05)),
}
SHAPES = tuple(_CORNERS)
"""Signs that are told apart without colour."""


def number(value: float) -> str:
    """Write a coordinate.

    Args:
        value: Pixels.
    Returns:
        The number to a tenth, without what says nothing.
    Example:
        >>> number(12.04), number(-0.01), number(3.25)
        ('12', '0', '3.2')
    """
    text = f"{value:.1f}"
    return "0" if text == "-0.0" else text.removesuffix(".0")


class Sheet:
    """A sheet of SVG.

    Args:
        width: Pixels.
        height: Pixels.
    """

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self._parts: list[str] = []

    def rect(self, box: Box, *, fill: str, stroke: str = "none", stroke_width: float = 1) -> None:
        """Draw a box.

        Args:
            box: Its edges.
            fill: Colour within.
            stroke: Colour of the line around it.
            stroke_width: Of that line.
        """
        left, top, right, bottom = map(number, box)
        self.path(f"M{left} {top}H{right}V{bottom}H{left}Z", fill=fill, stroke=stroke, stroke_width=stroke_width)

    def path(self, d: str, **attributes: str | float) -> None:
        """Draw a path.

        Args:
            d: As SVG writes it.
            attributes: Its look, with underscores for hyphens.
        """
        look = "".join(f" {name.replace('_', '-')}={quoteattr(_plain(v))}" for name, v in attributes.items())
        self._parts.append(f'<path d="{d}"{look}/>')

    def sign(self, shape: str, x: float, y: float, size: float, *, fill: str, stroke: str = p.INK,
             stroke_width: float = 1.2) -> None:  # fmt: skip
        """Draw a sign.

        Args:
            shape: One of `SHAPES`.
            x: Its centre.
            y: Its centre.
            size: From its centre to its edge.
            fill: Colour within.
            stroke: Colour of its edge.
            stroke_width: Of its edge.
        """
        if corners := _CORNERS[shape]:
            d = "M" + "L".join(f"{number(x + size * a)} {number(y + size * b)}" for a, b in corners) + "Z"
        else:
            r, across = number(size), number(2 * size)
            d = f"M{number(x - size)} {number(y)}a{r} {r} 0 1 0 {across} 0a{r} {r} 0 1 0 -{across} 0Z"
        self.path(d, fill=fill, stroke=stroke, stroke_width=stroke_width, stroke_linejoin="round")

    def text(self, x: float, y: float, text: str, *, size: float = 12, anchor: str = "start", bold: bool = False,
             colour: str = p.INK, seam: bool = False) -> None:  # fmt: skip
        """Write a text.

        Args:
            x: Where its start, middle or end stands.
            y: Where its letters stand.
            text: The text.
            size: Of its letters.
            anchor: `start`, `middle` or `end`.
            bold: Whether it is bold.
            colour: Of its letters.
            seam: Whether a seam of paper goes around them, so that they are read on lines and areas.
        """
        shown = clean(text)
        weight = ' font-weight="bold"' if bold else ""
        where = f'x="{number(x)}" y="{number(y)}" font-size="{number(size)}" text-anchor="{anchor}"{weight}'
        if seam:
            around = f'fill="{p.PAPER}" stroke="{p.PAPER}" stroke-width="3.5" stroke-linejoin="round"'
            self._parts.append(f"<text {where} {around}>{escape(shown)}</text>")
        self._parts.append(f'<text {where} fill="{colour}">{escape(shown)}</text>')

    def drawing(self, alt_text: str) -> Drawing:
        """Finish the sheet.

        Args:
            alt_text: What it shows.
        Returns:
            The drawing.
        """
        size = f'width="{number(self.width)}" height="{number(self.height)}"'
        head = (
            f'<svg role="img" aria-label={quoteattr(clean(alt_text))} xmlns="http://www.w3.org/2000/svg" {size} '
            f'viewBox="0 0 {number(self.width)} {number(self.height)}" font-family="{FONT}">'
        )
        paper = f'<path d="M0 0H{number(self.width)}V{number(self.height)}H0Z" fill="{p.PAPER}"/>'
        return Drawing(f"{head}{paper}{''.join(self._parts)}</svg>", clean(alt_text))


def _plain(value: str | float) -> str:
    return value if isinstance(value, str) else number(value)
