"""The waterfall of a pair as bars: where it starts, what each piece of evidence adds, where it ends.

Positions are written as text with a point, whatever the reader's language, for they are attributes of a drawing.
"""

from dataclasses import dataclass

from tidegate.linkage.explaining import Piece, Waterfall
from tidegate.linkage.explaining import words as w
from tidegate.linkage.explaining.waterfall import tell_pair, tell_rarity

HEIGHT = 10
"""Height of a bar's drawing, in its own units."""

_MARGIN = 0.5  # bits on either side


@dataclass(frozen=True)
class Bar:
    """One bar.

    Args:
        title: What is compared.
        outcome: What came of it.
        bits: The number beside it.
        speaks: Whether it speaks for the pair or against it; `total` for a sum.
        x: Where it begins.
        width: How long it is.
    """

    title: str
    outcome: str
    bits: str
    speaks: str
    x: str
    width: str


@dataclass(frozen=True)
class Bars:
    """A waterfall to be drawn.

    Args:
        box: The `viewBox` of each drawing.
        line: Where the line stands from which records are put together.
        start: The starting odds.
        pieces: What each piece of evidence adds.
        silent: What says nothing, because a value is absent.
        total: The sum.
        sum: Where it ends, in words.
        verdict: What linkage made of it, in words.
        against: What speaks against it, in words.
    """

    box: str
    line: str
    start: Bar
    pieces: tuple[Bar, ...]
    silent: tuple[str, ...]
    total: Bar
    sum: str
    verdict: str
    against: str


def bars_of(waterfall: Waterfall) -> Bars:
    """Lay a waterfall out.

    Args:
        waterfall: The explanation of a pair.
    """
    language, at = waterfall.language, waterfall.start
    stops, pieces = [0.0, waterfall.join, waterfall.start, waterfall.weight], []
    for piece in (p for p in waterfall.pieces if p.speaks != "silent"):
        pieces.append(_bar(piece.title, _outcome(piece, language), at, at + piece.bits, language, piece.speaks))
        at += piece.bits
        stops.append(at)
    low, high = min(stops) - _MARGIN, max(stops) + _MARGIN
    start, total = w.phrase("start_short", language), w.phrase("sum_short", language)
    told = tell_pair(waterfall).split("\n")
    return Bars(
        f"{low:.2f} 0 {high - low:.2f} {HEIGHT}", f"{waterfall.join:.2f}",
        _bar(start, w.odds(waterfall.start, language), 0.0, waterfall.start, language, "total"),
        tuple(pieces), tuple(p.title for p in waterfall.pieces if p.speaks == "silent"),
        _bar(total, waterfall.words, 0.0, waterfall.weight, language, "total"),
        *told[-3:],
    )  # fmt: skip


def _outcome(piece: Piece, language: str) -> str:
    return "; ".join(part for part in (piece.outcome, tell_rarity(piece, language)) if part)


def _bar(title: str, outcome: str, start: float, end: float, language: str, speaks: str) -> Bar:
    bits = w.number(end - start, language, digits=1, sign=True)
    return Bar(title, outcome, bits, speaks, f"{min(start, end):.2f}", f"{abs(end - start):.2f}")
