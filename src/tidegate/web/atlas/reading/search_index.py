"""An index of what things are called: names, addresses and numbers of a picture, in pieces of three letters.

It lies beside the other results of the view and goes with the picture (`keeping`). It holds no name that the picture
does not hold.
"""

import sqlite3
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
from sqlglot import exp

from tidegate.pipeline.picturing.shelf import Picture
from tidegate.tables import Session, query, session
from tidegate.web.atlas.reading.keeping import kept_for, made_once

INDEX, FILE = "search", "names.sqlite3"
"""Folder and file of the index among what is kept for a picture."""

SAID = {
    "Company": ("name", "registrationNumber", "taxNumber", "vatCode"), "LegalEntity": ("name", "registrationNumber"),
    "Organization": ("name", "registrationNumber"), "PublicBody": ("name",), "Person": ("name",),
    "Establishment": ("name", "registrationNumber"), "Premises": ("registrationNumber",),
    "Permit": ("sourceNumber",), "Deal": ("deedNumber",), "CallForTenders": ("callId",),
}  # fmt: skip
"""Schema to the properties by which people ask for a thing."""

_OTHERWISE = str.maketrans(
    {"ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "\u0131": "i"}
)


def fold(text: str) -> str:
    """Write a text in plain small letters and digits, one space between words.

    Args:
        text: Any text.
    Example:
        >>> fold("Café  Łódź-Noord, 12A")
        'cafe lodz noord 12a'
    """
    apart = unicodedata.normalize("NFKD", text).lower().translate(_OTHERWISE)
    # Taking letters apart can bring capitals back, and making them small can bring marks.
    apart = unicodedata.normalize("NFKD", apart)
    return " ".join("".join(c if c.isalnum() else "" if unicodedata.combining(c) else " " for c in apart).split())


def pieces(word: str) -> list[str]:
    """Cut a folded text into its pieces of three letters, each once.

    Args:
        word: The text.
    Example:
        >>> pieces("kade")
        ['kad', 'ade']
    """
    return list(dict.fromkeys(word[i : i + 3] for i in range(len(word) - 2)))


def index_of(picture: Picture) -> Path:
    """Say where the index of a picture lies.

    Args:
        picture: The picture.
    """
    return kept_for(picture) / INDEX / FILE


def make_index(picture: Picture) -> Path:
    """Make the index of a picture, where that was not done yet.

    Args:
        picture: The picture.
    Returns:
        The file.
    """
    path = index_of(picture)
    if not path.is_file():
        made_once(path.parent, lambda beside: _write(picture, beside / FILE))
    return path


def _write(picture: Picture, path: Path) -> None:
    connection = sqlite3.connect(path)
    try:
        connection.executescript(query(__package__, "search_made"))
        counts: Counter[str] = Counter()
        connection.executemany(query(__package__, "search_said"), _rows(picture, counts))
        connection.execute(query(__package__, "search_filled"))
        connection.executemany(query(__package__, "search_pieces"), counts.items())
        connection.execute(query(__package__, "search_whole"))
        connection.commit()
    finally:
        connection.close()


def _rows(picture: Picture, counts: Counter[str]) -> Iterator[tuple[int, str, str, str, str]]:
    with session(see=[picture.folder], memory_gib=1.0) as own:
        number, seen = 0, set()
        for said in _sayings(picture, own):
            for batch in own.fetch(said.sql(dialect="duckdb")).to_batches(max_chunksize=50_000):
                for entity, text, what in zip(*(c.to_pylist() for c in batch.columns), strict=True):
                    folded = fold(text)
                    if folded and (entity, folded) not in seen:
                        seen.add((entity, folded))
                        number += 1
                        counts.update(pieces(folded))
                        yield number, entity, text, folded, what


def _sayings(picture: Picture, own: Session) -> Iterator[exp.Select]:
    del own
    sources = [("nodes" if picture.has("nodes") else "entities", "caption", "caption")]
    sources += [("places", "address", "caption")] if not picture.has("nodes") and picture.has("places") else []
    sources += [(f"records/{s}", p, f"{s}.{p}") for s, names in SAID.items() for p in names]
    for table, column, what in sources:
        path = picture.folder / f"{table}.parquet"
        there = set(pq.read_schema(path).names) if path.is_file() else set()
        if column in there:
            named = exp.column(exp.to_identifier("premises" if table == "places" else "entity", quoted=True))
            text = exp.column(exp.to_identifier(column, quoted=True))
            file = exp.func("read_parquet", exp.Literal.string(str(path)), dialect="duckdb")
            chosen = (named, exp.alias_(text, "text"), exp.alias_(exp.Literal.string(what), "what"))
            yield exp.select(*chosen).distinct().from_(file).where(text.is_(exp.null()).not_()).order_by(named, text)
