"""Counts that may leave for spreadsheets: by area and kind, with small ones hidden. Never a premises, firm or person.

Each measure, sort of event and year is a table of its own with its totals; `statistics.suppression` says what is hidden
in it. What is shown is rounded to 5, so that two pictures a month apart do not tell of the one thing between them.
"""

import threading
from collections import OrderedDict, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import numpy as np

from tidegate.pipeline.picturing.shelf import Picture
from tidegate.statistics.suppression import LEAST, suppressed
from tidegate.web.atlas.reading.opening import opened

ROUNDED_TO = 5
"""Shown counts are multiples of this."""

MEASURES = ("events", "businesses", "flags")
"""What is counted."""


@dataclass(frozen=True)
class Counted:
    """A cell of a table of the feed.

    Args:
        measure: events, businesses or flags.
        sort: Sort of event, such as Report; empty for the others.
        item: Kind of event, sector, or id of the rule; empty in a total over all of them.
        area: Area; empty in a total over the city.
        year: Year of the events; none for what stands on the day of the picture.
        row: cell, all items, all areas, or all.
        count: The count, rounded to 5; none where it is hidden.
        state: shown or hidden.
    """

    measure: Literal["events", "businesses", "flags"]
    sort: str
    item: str
    area: str
    year: int | None
    row: Literal["cell", "all items", "all areas", "all"]
    count: int | None
    state: Literal["shown", "hidden"]


def feed(picture: Picture, *, measure: str = "") -> tuple[Counted, ...]:
    """Give the tables of the feed, one under the other.

    Args:
        picture: The picture.
        measure: One of `MEASURES`; empty for all.
    """
    return tuple(c for c in _told(picture) if not measure or c.measure == measure)


_Key = tuple[Literal["events", "businesses", "flags"], str, int]
"""Measure, sort of event, and year; 0 where there is none."""

_MOST_KEPT = 8
_lock = threading.Lock()
_kept: OrderedDict[str, tuple[Counted, ...]] = OrderedDict()


def _told(picture: Picture) -> tuple[Counted, ...]:
    """Work the tables out once for each picture, which never changes."""
    key = str(picture.folder.resolve())
    with _lock:
        if key not in _kept:
            while len(_kept) >= _MOST_KEPT:
                _kept.popitem(last=False)
            areas = [r["area"] for r in opened(picture).rows("feed_areas")]
            tables = sorted(_tables(picture).items()) if areas else []
            _kept[key] = tuple(c for own, rows in tables for c in _cells(own, areas, rows))
        return _kept[key]


def _tables(picture: Picture) -> Mapping[_Key, list[dict[str, Any]]]:
    own = opened(picture)
    found: dict[_Key, list[dict[str, Any]]] = defaultdict(list)
    for row in own.rows("feed_events"):
        found["events", row["sort"], row["year"]].append(row)
    found["businesses", "", 0] = own.rows("feed_businesses", on=date.fromisoformat(picture.manifest["on"]))
    found["flags", "", 0] = own.rows("feed_flags")
    return {k: rows for k, rows in found.items() if rows}


def _cells(key: _Key, areas: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> Iterator[Counted]:
    items = sorted({r["item"] for r in rows})
    table = np.zeros((len(areas), len(items)), dtype=np.int64)
    for row in rows:
        table[areas.index(row["area"]), items.index(row["item"])] += row["count"]
    held = suppressed(table, least=LEAST)
    measure, sort, year = key
    for i, area in enumerate((*areas, "")):
        for j, item in enumerate((*items, "")):
            hidden = bool(held.hidden[i, j])
            yield Counted(
                measure, sort, item, area, year or None, _ROWS[bool(area), bool(item)],
                None if hidden else rounded(int(held.counts[i, j])), "hidden" if hidden else "shown",
            )  # fmt: skip


_ROWS: Mapping[tuple[bool, bool], Literal["cell", "all items", "all areas", "all"]] = {
    (True, True): "cell", (True, False): "all items", (False, True): "all areas", (False, False): "all",
}  # fmt: skip


def rounded(count: int) -> int:
    """Round a count to the nearest multiple of `ROUNDED_TO`.

    Args:
        count: The count.
    Example:
        >>> [rounded(n) for n in (10, 12, 13, 17, 18)]
        [10, 10, 15, 15, 20]
    """
    return ROUNDED_TO * ((count + ROUNDED_TO // 2) // ROUNDED_TO)
