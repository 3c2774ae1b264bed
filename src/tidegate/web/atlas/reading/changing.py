"""All that is other than in the picture before, row by row: what a reader may see of it, filtered and in pages.

A list of entities that came and went would be a list of people, so natural persons, homes and whatever might be one of
the two are in no row; a tie names only those of its ends that are neither.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow.parquet as pq

from tidegate.pipeline.picturing.shelf import Picture, suspended_flags
from tidegate.web.atlas.reading.captions import captions
from tidegate.web.atlas.reading.keeping import kept_for
from tidegate.web.atlas.reading.opening import opened
from tidegate.web.atlas.reading.start import CHANGES, before

SORTS = ("flag", "entity", "tie", "concentration")
"""What changes, in the order in which a reader asks."""

WAYS = ("new", "gone", "changed")
"""How it changes."""

CAUSES = ("delivery", "correction", "judgement", "rule", "model", "day", "unknown")
"""Why it changes."""

NEVER_A_PERSON = frozenset({"company", "public body", "call for tenders"})
"""Kinds of which no entity is a person or a home, so that one that the picture no longer holds can be named."""


@dataclass(frozen=True)
class Other:
    """One thing that is other than in the picture before.

    Args:
        what: One of `SORTS`.
        change: One of `WAYS`.
        id: Its id.
        caption: What it is called; of a tie, its ends that may be named; none where nothing may be.
        detail: The indicator, the kind of thing or of tie, or the measure.
        why: One of `CAUSES`.
        because: The cause in a sentence.
        here: Whether the picture still holds it under its id.
    """

    what: str
    change: str
    id: str
    caption: str | None
    detail: str | None
    why: str
    because: str | None
    here: bool


@dataclass(frozen=True)
class Wanted:
    """Which differences are asked for; empty means all.

    Args:
        what: One of `SORTS`.
        change: One of `WAYS`.
        why: One of `CAUSES`.
    """

    what: str = ""
    change: str = ""
    why: str = ""


@dataclass(frozen=True)
class Compared:
    """A picture beside the one before.

    Args:
        before: Id of the picture before.
        on: The day as of which that was drawn, ISO 8601.
        counts: Number of differences that may be listed, by sort.
        rows: Those that were asked for, sort by sort.
    """

    before: str
    on: str
    counts: tuple[tuple[str, int], ...]
    rows: tuple[Other, ...]


def compared(picture: Picture, wanted: Wanted | None = None) -> Compared | None:
    """List what is other than in the picture before.

    Args:
        picture: The picture.
        wanted: Which differences are asked for; without it, all.
    Returns:
        The differences; None where there is no picture before, or they were not compared yet.
    """
    name = before(picture)
    path = kept_for(picture) / CHANGES / f"{name}.parquet"
    if not name or not path.is_file():
        return None
    told = _remembered(picture, name)
    counts = Counter(r.what for r in told)
    asked = wanted or Wanted()
    rows = tuple(r for r in told if all(not v or getattr(r, k) == v for k, v in vars(asked).items()))
    on = path.with_suffix(".on").read_text(encoding="utf-8")
    return Compared(name, on, tuple((s, counts[s]) for s in SORTS if counts[s]), rows)


def _remembered(picture: Picture, name: str) -> tuple[Other, ...]:
    """Give all rows that may be listed, worked out once for a picture and the one before."""
    own = opened(picture).remembered
    found: tuple[Other, ...] = own.get(("changes", name), lambda: _listed(picture, name), lambda r: 300 * len(r))
    return found


def _listed(picture: Picture, name: str) -> tuple[Other, ...]:
    rows = pq.read_table(kept_for(picture) / CHANGES / f"{name}.parquet").to_pylist()
    by_sort: Mapping[str, list[dict[str, Any]]] = {s: [r for r in rows if r["what"] == s] for s in SORTS}
    return (
        *_flags(picture, by_sort["flag"]),
        *_entities(picture, by_sort["entity"]),
        *_ties(picture, by_sort["tie"]),
        *(Other(**r, here=False) for r in by_sort["concentration"]),
    )


def _flags(picture: Picture, rows: list[dict[str, Any]]) -> Iterable[Other]:
    """Leave out what is suspended, as every list of flags does, and name what only its own register names."""
    held = suspended_flags(picture)
    own = opened(picture).rows("flag_list", indicator="", flag="") if picture.has("flags") else []
    subjects = {r["flag"]: r["subject"] for r in own}
    named = captions(picture, list(subjects.values()), persons=False)
    for row in rows:
        if row["id"] not in held:
            caption = named.get(subjects.get(row["id"], ""), row["caption"])
            yield Other(**{**row, "caption": caption}, here=row["id"] in subjects)


def _entities(picture: Picture, rows: list[dict[str, Any]]) -> Iterable[Other]:
    known = {r["entity"]: r for r in opened(picture).rows("captions", entities=[r["id"] for r in rows])}
    for row in rows:
        node = known.get(row["id"])
        may = row["detail"] in NEVER_A_PERSON if node is None else not (node["natural"] or node["personal"])
        if may and row["detail"] != "person":
            yield Other(**row, here=node is not None)


def _ties(picture: Picture, rows: list[dict[str, Any]]) -> Iterable[Other]:
    ends: dict[str, list[str]] = {}
    if picture.has("ties") and picture.has("nodes"):
        for end in opened(picture).rows("changing_ends", ties=[r["id"] for r in rows]):
            both = [end[f"{e}_caption"] for e in ("source", "target") if not end[f"{e}_withheld"]]
            ends[end["tie"]] = [c for c in both if c]
    for row in rows:
        yield Other(**{**row, "caption": ", ".join(ends.get(row["id"], ())) or None}, here=False)
