"""Why a pair is, or is not, the same: where it starts, what each piece of evidence adds, where it ends.

The numbers are those by which the pair was linked, and they add up: starting odds and pieces, in bits, make the weight.
What cannot be told apart is a piece of its own, never left out.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from tidegate.errors import LinkageError
from tidegate.linkage.description import Comparison, Model
from tidegate.linkage.explaining import words as w

Sides = tuple[str | None, str | None]
Speaks = Literal["for", "against", "neutral", "silent"]

_NOTHING = 0.05
"""Bits that would be written as 0.0: they tip neither way."""


@dataclass(frozen=True)
class Piece:
    """One piece of evidence.

    Args:
        comparison: Name of the comparison; empty for what was not told apart.
        title: What is compared, in the reader's language.
        outcome: What came of it, in words; empty where a value is absent.
        left: Value on the left, as the register has it.
        right: Value on the right.
        bits: What it adds to the weight, bits.
        rarity: What of that is owed to how rare, or common, the value is, bits.
        speaks: Whether it speaks for the pair, against it, tips neither way, or says nothing.
    """

    comparison: str
    title: str
    outcome: str
    left: str | None
    right: str | None
    bits: float
    rarity: float
    speaks: Speaks


@dataclass(frozen=True)
class Waterfall:
    """Why a pair is, or is not, the same.

    Args:
        model: Name of the model.
        version: Its version.
        language: The language of the words.
        start: Starting odds, bits.
        pieces: The evidence, in the order of the model.
        weight: Where it ends, bits.
        probability: The same as a probability, 0..1.
        words: The same in words.
        join: Weight from which groups are put together, bits.
        review: Weight from which a pair is worth a human look, bits.
    """

    model: str
    version: int
    language: str
    start: float
    pieces: tuple[Piece, ...]
    weight: float
    probability: float
    words: str
    join: float
    review: float

    @property
    def against(self) -> tuple[Piece, ...]:
        """What speaks against it, the heaviest first."""
        return tuple(sorted((p for p in self.pieces if p.speaks == "against"), key=lambda p: p.bits))


def explain_pair(
    model: Model, link: Mapping[str, Any], values: Mapping[str, Sides] | None = None, *, language: str = "en"
) -> Waterfall:
    """Explain a link.

    Args:
        model: The model by which it was made.
        link: A row of links (contract `LINKS`) with `level_<comparison>` and `bits_<comparison>`; a
            `rarity_<comparison>` says what of these bits is owed to the rarity of the value.
        values: What both sides say, by comparison.
        language: The reader's (ISO 639-1).
    Returns:
        The explanation; its numbers add up to the weight of the link.
    Raises:
        LinkageError: The link lacks a comparison of the model, or names a level that the model does not have.
    """
    start = math.log2(model.prior / (1 - model.prior))
    pieces = [_piece(c, link, (values or {}).get(c.name, (None, None)), language) for c in model.comparisons]
    weight = float(link["weight"])
    rest = weight - start - sum(p.bits for p in pieces)
    if abs(rest) >= _NOTHING:
        pieces.append(Piece("", w.phrase("rest", language), "", None, None, rest, 0.0, _speaks(rest)))
    probability, words = w.probability(weight), w.band(weight, language)
    return Waterfall(
        model.name, model.version, language, start, tuple(pieces), weight, probability, words, model.join, model.review
    )


def _piece(comparison: Comparison, link: Mapping[str, Any], sides: Sides, language: str) -> Piece:
    name, title = comparison.name, w.in_language(comparison.title, language)
    level, bits = link.get(f"level_{name}"), link.get(f"bits_{name}")
    if level is None or bits is None or not -1 <= level < len(comparison.levels):
        raise LinkageError(
            where=f"comparison '{name}'",
            what="the link was not made by this model: it has no level or bits of it, or a level that is not there",
            mend="explain links with the model and version that made them, or run the linkage again",
        )
    rarity = float(link.get(f"rarity_{name}") or 0.0)
    if level == -1:
        return Piece(name, title, "", *sides, float(bits), rarity, "silent" if abs(bits) < _NOTHING else _speaks(bits))
    outcome = w.in_language(comparison.levels[level].title, language)
    return Piece(name, title, outcome, *sides, float(bits), rarity, _speaks(bits))


def _speaks(bits: float) -> Speaks:
    if abs(bits) < _NOTHING:
        return "neutral"
    return "for" if bits > 0 else "against"


def tell_pair(waterfall: Waterfall) -> str:
    """Tell an explanation as plain text.

    Args:
        waterfall: The explanation.
    Returns:
        Lines; one per piece of evidence, in the language of the explanation.
    """
    told = waterfall.language
    bits = w.number(waterfall.start, told, digits=1)
    lines = [w.phrase("start", told, odds=w.odds(waterfall.start, told), bits=bits)]
    lines += [_line(p, told) for p in waterfall.pieces]
    bits, odds = w.number(waterfall.weight, told, digits=1), w.odds(waterfall.weight, told)
    share = w.percent(waterfall.weight, told)
    lines.append(w.phrase("sum", told, bits=bits, odds=odds, percent=share, words=waterfall.words))
    lines.append(w.phrase(_verdict(waterfall), told, join=w.number(waterfall.join, told, digits=1)))
    against = ", ".join(f"{p.title.lower()} ({w.number(p.bits, told, digits=1)})" for p in waterfall.against)
    lines.append(f"{w.phrase('against_title', told)}: {against}." if against else w.phrase("nothing_against", told))
    return "\n".join(lines)


def _line(piece: Piece, language: str) -> str:
    head = f"{w.number(piece.bits, language, digits=1, sign=True):>6}  {piece.title}: "
    parts = [piece.outcome] if piece.outcome else []
    parts += [said] if (said := tell_values(piece, language)) else []
    parts.append(w.phrase(piece.speaks, language))
    parts += [rare] if (rare := tell_rarity(piece, language)) else []
    return head + "; ".join(parts) + "."


def tell_values(piece: Piece, language: str) -> str:
    """Say what both sides say; empty where neither says anything.

    Args:
        piece: The piece of evidence.
        language: The reader's.
    """
    if piece.left is None and piece.right is None:
        return ""
    if piece.left == piece.right:
        return w.phrase("value", language, left=piece.left)
    if piece.left is None or piece.right is None:
        return w.phrase("one_value", language, value=piece.right if piece.left is None else piece.left)
    return w.phrase("values", language, left=piece.left, right=piece.right)


def tell_rarity(piece: Piece, language: str) -> str:
    """Say what is owed to rarity; empty where it is nothing.

    Args:
        piece: The piece of evidence.
        language: The reader's.
    """
    if abs(piece.rarity) < _NOTHING:
        return ""
    name = "rare" if piece.rarity > 0 else "common"
    return w.phrase(name, language, bits=w.number(piece.rarity, language, digits=1, sign=True))


def _verdict(waterfall: Waterfall) -> str:
    if waterfall.weight >= waterfall.join:
        return "joined"
    return "review" if waterfall.weight >= waterfall.review else "apart"
