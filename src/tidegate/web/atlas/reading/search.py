"""A search over names, addresses and numbers that forgives spelling and the order of words.

What holds every word comes first; then what comes near, found by its rarer pieces of three letters and weighed word by
word. A natural person is found only where the picture holds the name.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from tidegate.pipeline.picturing.shelf import Picture
from tidegate.tables import query
from tidegate.web.atlas.reading.opening import opened
from tidegate.web.atlas.reading.search_index import fold, index_of, make_index, pieces

LONGEST = 200
"""Signs of a question that are looked at; the rest is cut off, and the answer says so."""

SHORTEST = 3
"""Signs that a question needs."""

MOST_WORDS = 12
MOST_PIECES, MOST_TEXTS, WEIGHED = 14, 40_000, 800
"""Pieces that are looked up, texts that may hold them together, and texts that are weighed word by word."""

NEAR = 72.0
"""Least likeness of what is shown, 0 to 100: two wrong letters in a word of seven."""

SURE = 99.0
"""From here on a number is the one that was asked for, and none that is merely like it is looked for."""


@dataclass(frozen=True)
class Found:
    """Something that was found.

    Args:
        entity: Its id.
        caption: What it is called.
        said: The name, address or number that was like the question.
        what: `caption`, or schema and property.
        kind: What it is.
        natural: Whether it is a natural person, or may be one.
        personal: Whether its data are personal.
        likeness: How like the question it is, 0 to 100.
    """

    entity: str
    caption: str
    said: str
    what: str
    kind: str
    natural: bool
    personal: bool
    likeness: float


@dataclass(frozen=True)
class Answer:
    """What a search found.

    Args:
        asked: What was looked for.
        cut: Whether the question was longer and was cut.
        short: Whether it was too short to look for.
        found: What was found, the most like first.
        more: Whether there is more.
    """

    asked: str
    cut: bool
    short: bool
    found: tuple[Found, ...]
    more: bool


def search(picture: Picture, asked: str, *, limit: int = 50) -> Answer:
    """Look for what is called like this.

    Args:
        picture: The picture; its index is made where there is none yet.
        asked: The question, of any length.
        limit: Things at most.
    """
    short = " ".join(asked[: LONGEST + 1].split())
    cut = len(asked) > LONGEST
    words = fold(short[:LONGEST]).split()
    cut, words = cut or len(words) > MOST_WORDS, words[:MOST_WORDS]
    if max((len(w) for w in words), default=0) < SHORTEST:
        return Answer(short[:LONGEST], cut, True, (), False)
    path = index_of(picture)
    if not path.is_file():
        make_index(picture)
    connection = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
    try:
        best = _best(connection, words, limit + 1)
    finally:
        connection.close()
    return Answer(short[:LONGEST], cut, False, _named(picture, best[:limit]), len(best) > limit)


@dataclass(frozen=True)
class _Text:
    id: int
    entity: str
    text: str
    folded: str
    what: str


def _best(connection: sqlite3.Connection, words: Sequence[str], limit: int) -> list[tuple[float, _Text]]:
    rarity = _rarity(connection, words)
    weighed = _weigh(connection, words, _holding_all(connection, words, rarity))
    exact = [w for w in weighed if w[0] >= SURE] if len(words) == 1 and any(c.isdigit() for c in words[0]) else []
    if exact:
        weighed = exact
    elif len(weighed) < limit:
        seen = {t.entity for _, t in weighed}
        near = _weigh(connection, words, _near(connection, rarity))
        weighed += [(s, t) for s, t in near if t.entity not in seen]
    weighed.sort(key=lambda w: (-w[0], len(w[1].folded), w[1].folded, w[1].entity))
    return weighed[:limit]


def _rarity(connection: sqlite3.Connection, words: Sequence[str]) -> dict[str, int]:
    wanted = json.dumps([p for w in words for p in pieces(w)])
    return dict(connection.execute(query(__package__, "search_rarity"), {"pieces": wanted}).fetchall())


def _holding_all(connection: sqlite3.Connection, words: Sequence[str], rarity: Mapping[str, int]) -> list[int]:
    wanted = [p for w in words for p in pieces(w)]
    if any(p not in rarity for p in wanted):
        return []
    rarest = sorted(set(wanted), key=lambda p: rarity[p])[:MOST_PIECES]
    return _matching(connection, " AND ".join(_quoted(p) for p in rarest), WEIGHED)


def _near(connection: sqlite3.Connection, rarity: Mapping[str, int]) -> list[int]:
    """Find texts that share most of the rarer pieces."""
    shared: Counter[int] = Counter()
    room = MOST_TEXTS
    for number, piece in enumerate(sorted(rarity, key=lambda p: rarity[p])):
        if number >= MOST_PIECES or (rarity[piece] > room and shared):
            break
        room -= rarity[piece]
        shared.update(_matching(connection, _quoted(piece), MOST_TEXTS))
    return [number for number, _ in shared.most_common(WEIGHED)]


def _matching(connection: sqlite3.Connection, wanted: str, most: int) -> list[int]:
    rows = connection.execute(query(__package__, "search_matching"), {"wanted": wanted, "most": most}).fetchall()
    return [r[0] for r in rows]


def _quoted(piece: str) -> str:
    # Folded texts hold letters and digits only, so that no sign ends the quotation.
    return f'"{piece}"'


def _weigh(connection: sqlite3.Connection, words: Sequence[str], ids: Sequence[int]) -> list[tuple[float, _Text]]:
    """Weigh texts word by word; of the texts of one thing the most like stays."""
    rows = connection.execute(query(__package__, "search_texts"), {"ids": json.dumps(ids)}).fetchall()
    best: dict[str, tuple[float, _Text]] = {}
    for row in rows:
        text = _Text(*row)
        score = likeness(words, text.folded.split())
        if score >= NEAR and (text.entity not in best or score > best[text.entity][0]):
            best[text.entity] = (score, text)
    return list(best.values())


def likeness(words: Sequence[str], said: Sequence[str]) -> float:
    """Say how like some words are to a text, whatever their order.

    Args:
        words: Folded words of the question.
        said: Folded words of the text.
    Returns:
        0 to 100; each word counts by its length, words of the text that were not asked for cost little.
    Example:
        >>> likeness(["janssen", "piet"], ["piet", "janssen"])
        100.0
        >>> likeness(["jansen"], ["piet", "janssen"]) > 85
        True
    """
    whole = sum(len(w) for w in words)
    told = 0.0
    for word in words:
        best = 0.0
        for other in said:
            # A beginning is as good as the word, for people stop typing when they see what they look for.
            alike = 97.0 if other.startswith(word) and other != word else fuzz.ratio(word, other)
            best = max(best, alike)
        told += best * len(word)
    unasked = max(0, len(said) - len(words))
    return told / whole - min(4.0, 0.5 * unasked) if whole else 0.0


def _named(picture: Picture, best: Sequence[tuple[float, _Text]]) -> tuple[Found, ...]:
    rows = {r["entity"]: r for r in opened(picture).rows("captions", entities=[t.entity for _, t in best])}
    found = []
    for score, text in best:
        row = rows.get(text.entity, {})
        found.append(
            Found(
                text.entity, row.get("caption") or text.text, text.text, text.what,
                row.get("kind") or text.what.partition(".")[0].lower(),
                bool(row.get("natural")), bool(row.get("personal")), round(score, 1),
            )
        )  # fmt: skip
    return tuple(found)
