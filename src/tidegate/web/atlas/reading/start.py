"""The first page: what changed, where, what can we do, and what waits for me."""

import threading
from collections import Counter
from dataclasses import dataclass
from datetime import date

import pyarrow.compute as pc
import pyarrow.parquet as pq

from tidegate.errors import PictureError
from tidegate.formats.writing import write_parquet
from tidegate.pipeline.picturing.comparing import compare_pictures
from tidegate.pipeline.picturing.shelf import Picture, pictures_of, pinned
from tidegate.pipeline.who.link import judgements_path, model_of
from tidegate.pipeline.who.review import judgements_of
from tidegate.pipeline.workspace import Workspace, within_view
from tidegate.tables import query, session
from tidegate.web.atlas.reading.flags import Flag, flags
from tidegate.web.atlas.reading.keeping import kept_for
from tidegate.web.atlas.reading.opening import opened
from tidegate.web.atlas.reading.places import CLEARLY, Place, places_above
from tidegate.web.atlas.reading.points import PointKind, points
from tidegate.web.atlas.reading.rules import reviews_of

NEAR_BITS = 2.0
"""A pair is uncertain within this many bits of the line: the odds are at most four to one either way."""

CHANGES = "changes"


@dataclass(frozen=True)
class ChangeCount:
    """Differences of one sort from the picture before.

    Args:
        what: entity, tie, flag or concentration.
        change: new, gone or changed.
        why: delivery, correction, judgement, rule, model, day or unknown.
        count: How many.
    """

    what: str
    change: str
    why: str
    count: int


@dataclass(frozen=True)
class ChangeRow:
    """One difference.

    Args:
        what: entity, tie, flag or concentration.
        change: new, gone or changed.
        id: Its id.
        caption: What it is called; absent for a tie or a natural person.
        detail: The indicator, the kind of thing or the unit.
        why: Its cause.
        because: The cause in a sentence.
    """

    what: str
    change: str
    id: str
    caption: str | None
    detail: str | None
    why: str
    because: str | None


@dataclass(frozen=True)
class Changed:
    """What is other than in the picture before.

    Args:
        before: Id of the picture before.
        on: The day as of which that was drawn.
        counts: Differences by sort.
        flags: The flags among them.
    """

    before: str
    on: str
    counts: tuple[ChangeCount, ...]
    flags: tuple[ChangeRow, ...]


@dataclass(frozen=True)
class Pairs:
    """Pairs that are close to the line and that nobody judged.

    Args:
        kind: Name of the linkage model.
        pairs: How many.
    """

    kind: str
    pairs: int


@dataclass(frozen=True)
class Waiting:
    """What waits for a person.

    Args:
        flags: Flags without a review.
        latest: The latest of them.
        pairs: Uncertain pairs, kind by kind.
    """

    flags: int
    latest: tuple[Flag, ...]
    pairs: tuple[Pairs, ...]


@dataclass(frozen=True)
class Start:
    """The first page.

    Args:
        on: The day as of which the picture is drawn.
        changed: What changed; None where there is no picture before, or it was not compared yet.
        areas: Areas where more happens than expected.
        streets: Streets where more happens than expected.
        points: Points of intervention, kind by kind, the widest reach first within a kind.
        waiting: What waits.
    """

    on: date
    changed: Changed | None
    areas: tuple[Place, ...]
    streets: tuple[Place, ...]
    points: tuple[PointKind, ...]
    waiting: Waiting


def start(workspace: Workspace, picture: Picture, *, language: str = "en", most: int = 5) -> Start:
    """Answer the four questions of the first page.

    Args:
        workspace: The workspace.
        picture: The picture.
        language: The reader's.
        most: Places, points of a kind and flags at most.
    """
    reports = {"schema": "Report", "at_least": CLEARLY, "limit": most}
    return Start(
        date.fromisoformat(picture.manifest["on"]), changed(picture),
        places_above(picture, "area", **reports), places_above(picture, "street", **reports),  # type: ignore[arg-type]
        points(workspace, picture, most=most, language=language),
        waiting(workspace, picture, language=language, most=most),
    )  # fmt: skip


def before(picture: Picture) -> str:
    """Name the picture of the same view that was built before this one; empty where there is none.

    Args:
        picture: The picture.
    """
    names = pictures_of(picture.folder.parent)
    later = names.index(picture.id) if picture.id in names else len(names)
    return next(iter(names[later + 1 :]), "")


def compare_with_before(picture: Picture, *, today: date) -> bool:
    """Hold the picture against the one before and keep what differs, where that was not done yet.

    It takes seconds, so a page never does it: it is done when a picture is made ready for the site.

    Args:
        picture: The picture.
        today: Today.
    Returns:
        Whether there is something to compare with.
    """
    name = before(picture)
    if not name:
        return False
    path = kept_for(picture) / CHANGES / f"{name}.parquet"
    if not path.is_file():
        try:
            with pinned(picture.folder.parent, today=today, picture=name) as old:
                found = compare_pictures(old, picture)
        except PictureError:
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        path.with_suffix(".on").write_text(old.manifest["on"], encoding="utf-8")
        write_parquet(found, path)
    return True


def changed(picture: Picture) -> Changed | None:
    """Say what is other than in the picture before.

    Args:
        picture: The picture.
    Returns:
        The differences; None where there is no picture before, or they were not compared yet.
    """
    name = before(picture)
    path = kept_for(picture) / CHANGES / f"{name}.parquet"
    if not name or not path.is_file():
        return None
    table = pq.read_table(path, columns=["what", "change", "why"])
    counts = Counter(zip(*(table[c].to_pylist() for c in table.column_names), strict=True))
    told = tuple(ChangeCount(what, change, why, count) for (what, change, why), count in sorted(counts.items()))
    on = path.with_suffix(".on").read_text(encoding="utf-8")
    return Changed(name, on, told, changes(picture, what="flag"))


def changes(picture: Picture, *, what: str = "flag", limit: int = 200, offset: int = 0) -> tuple[ChangeRow, ...]:
    """List what is other than in the picture before; natural persons are in no list.

    Args:
        picture: The picture.
        what: entity, tie, flag or concentration.
        limit: Rows at most.
        offset: Rows to pass over.
    """
    path = kept_for(picture) / CHANGES / f"{before(picture)}.parquet"
    if not path.is_file():
        return ()
    rows = pq.read_table(path, filters=[("what", "=", what)]).to_pylist()
    # A list of entities that changed would be a list of people as well.
    persons = {r["entity"] for r in opened(picture).rows("captions", entities=[r["id"] for r in rows]) if r["natural"]}
    listed = [r for r in rows if r["id"] not in persons and r["detail"] != "person"]
    # The caption of a tie names both its ends, and either may be a person.
    told = [{**r, "caption": None} if what == "tie" else r for r in listed[offset : offset + limit]]
    return tuple(ChangeRow(**r) for r in told)


def waiting(workspace: Workspace, picture: Picture, *, language: str = "en", most: int = 5) -> Waiting:
    """Say what waits for a person.

    Args:
        workspace: The workspace.
        picture: The picture.
        language: The reader's.
        most: Flags at most.
    """
    reviewed = reviews_of(workspace, picture).latest
    open_ = [f for f in flags(workspace, picture, language=language) if f.id not in reviewed]
    return Waiting(len(open_), tuple(open_[:most]), uncertain(workspace, picture))


_lock = threading.Lock()
_counted: dict[tuple[str, str, int], tuple[Pairs, ...]] = {}


def uncertain(workspace: Workspace, picture: Picture) -> tuple[Pairs, ...]:
    """Count the pairs close to the line that nobody judged; counted once for each state of build and judgements.

    Args:
        workspace: The workspace.
        picture: The picture.
    """
    view = within_view(workspace, picture.manifest["view"]["id"]) if _linked(workspace, picture) else None
    if view is None:
        return ()
    path = judgements_path(view)
    state = (str(view.derived), str(picture.manifest["linkage"]), path.stat().st_mtime_ns if path.is_file() else 0)
    with _lock:
        if state not in _counted:
            _counted[state] = _count(view, str(picture.manifest["linkage"]))
        return _counted[state]


def _linked(workspace: Workspace, picture: Picture) -> bool:
    home = workspace.folder / "views" / picture.manifest["view"]["id"] / "linkage" / str(picture.manifest["linkage"])
    return bool(home.is_dir())


def _count(view: Workspace, build: str) -> tuple[Pairs, ...]:
    judged = judgements_of(view)
    found = []
    for folder in sorted(p.parent.resolve() for p in (view.linkage / build).glob("*/links.parquet")):
        kind = folder.name
        own_judged = judged.filter(pc.equal(judged["kind"], kind)).select(["record_l", "record_r"])
        with session(see=[folder], memory_gib=0.5) as own:
            own.register("judged", own_judged)
            (row,) = own.rows(
                query(__package__, "start_pairs"), links=str(folder / "links.parquet"),
                entities=str(folder / "entities.parquet"), line=model_of(view, kind).join, near=NEAR_BITS,
            )  # fmt: skip
        found.append(Pairs(kind, row["pairs"]))
    return tuple(p for p in found if p.pairs)
