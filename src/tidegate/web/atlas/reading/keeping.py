"""What is derived from a picture for the site: made once, beside the view's other results, and gone with the picture.

The tables of a picture lie in the order in which stages make them. A page asks for one entity among hundreds of
thousands, so ties and records are laid out once more, by entity, and names go into an index. All of it lies outside the
picture's folder, which never changes, and holds what the picture holds, so it may not outlive it: `forget` removes what
belongs to no picture that may still be read.
"""

import fcntl
import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

from sqlglot import exp

from tidegate.errors import WorkspaceError
from tidegate.network import open_records
from tidegate.pipeline.builds import made_whole
from tidegate.pipeline.picturing.shelf import MANIFEST, Picture, shelf
from tidegate.pipeline.workspace import Workspace
from tidegate.tables import query, session

KEPT = "site"
"""Folder in the home of a view."""

LAID_OUT = "of_entities_and_months"
"""Folder with the tables in order of entities and of months."""

INDEXED = "indexed.duckdb"
"""File in it with the tables that are asked for a few of their entities, as the engine keeps its own, with an index.

The same question costs a twentieth of what it costs of a file without one.
"""

NAMED = ("nodes", "entities", "layout")
"""Tables of entities, which are indexed as they are."""

TIED = {
    "ties": ("ends", ("entity", "tie")),
    "attachments": ("attached", ("entity", "bits", "register", "file", "row_number", "record_id")),
    "events": ("happened", ("entity", "month desc", '"schema"', "kind", "register")),
    "control": ("controls", ("entity", "steps", "holder", "company", '"by"')),
}  # fmt: skip
"""Tables to the view by entity that is made of each, and the order in which its rows are kept.

A page about one entity then reads its rows alone. What a view says stands in `opening_<name>.sql`, kept or not.
"""

MAPPED = {"listed": ("label", "unit"), "months": ("level", '"schema"', "kind", "month", "unit")}
"""Views that the map asks for, each after those it rests on, and the order in which their rows are kept.

A slice of twelve months of one kind is then read and nothing else.
"""

RECORDS = ("Company", "Establishment", "LegalEntity", "Organization", "Person", "Premises", "PublicBody")
"""Schemata of records that are laid out by entity: those of which linkage makes one what many rows speak of."""


def kept_for(picture: Picture) -> Path:
    """Say where what is derived from a picture lies; the folder may not be there yet.

    Args:
        picture: The picture, on the shelf of a workspace.
    """
    view = picture.folder.parent
    return view.parent.parent / "views" / view.name / KEPT / picture.id


def made_once(folder: Path, make: Callable[[Path], None]) -> None:
    """Make a folder whole, once; whoever asks meanwhile waits for it.

    Args:
        folder: The folder to be.
        make: Makes what it holds in the empty folder it is given.
    Raises:
        WorkspaceError: The workspace cannot be written.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with (folder.parent / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not folder.is_dir():
                with made_whole(folder) as beside:
                    make(beside)
    except OSError as fault:
        raise WorkspaceError(
            where=str(folder), what=f"it cannot be written ({fault.strerror})",
            mend="check its rights and the free space",
        ) from fault  # fmt: skip


def lay_out(picture: Picture, *, memory_gib: float = 3.0) -> Path:
    """Write ties, attachments and records in order of their entities, where that was not done yet.

    Args:
        picture: The picture.
        memory_gib: Memory to work in before it spills, GiB.
    Returns:
        The folder with them.
    """
    folder = kept_for(picture) / LAID_OUT
    if folder.is_dir():
        return folder

    def make(beside: Path) -> None:
        spill = beside / "spill"
        spill.mkdir()
        # One thread: a wide table that is put in order takes memory for each.
        with session(see=[picture.folder, beside], memory_gib=memory_gib, spill=spill, threads=1) as own:
            tables = (*NAMED, *TIED, "places", "businesses")
            open_records(own, {n: picture.folder / f"{n}.parquet" for n in tables if picture.has(n)})
            own.execute(attached_as("kept", beside / INDEXED))
            for name in (n for n in NAMED if picture.has(n)):
                own.execute(_in_order(name, "entity"))
                own.execute(_indexed(name))
            for name, (kept, order) in TIED.items():
                if picture.has(name):
                    own.execute(query(__package__, f"opening_{kept}"))
                    own.execute(_in_order(kept, *order))
                    own.execute(_indexed(kept))
            if all(picture.has(n) for n in ("places", "businesses", "events")):
                for name, order in MAPPED.items():
                    own.execute(query(__package__, f"opening_{name}"))
                    own.execute(_in_order(name, *order))
            for schema in (s for s in RECORDS if picture.has(f"records/{s}")):
                source = picture.folder / "records" / f"{schema}.parquet"
                open_records(own, {f"record_{schema}": source})
                own.execute(
                    _in_order(f"record_{schema}", "entity", "known_from", "delivery_date", "register", "record_id")
                )
                own.execute(_indexed(f"record_{schema}"))
            own.execute("detach kept")
        shutil.rmtree(spill)

    made_once(folder, make)
    return folder


def attached_as(name: str, path: Path, *, read_only: bool = False) -> str:
    """Write the statement that opens a file of tables under a name.

    Args:
        name: The name.
        path: The file; made where it is not there.
        read_only: Whether nothing is written into it, so that several processes may open it.
    Example:
        >>> attached_as("kept", Path("/a/b.duckdb"))
        "ATTACH '/a/b.duckdb' AS kept"
    """
    options = [exp.AttachOption(this=exp.var("read_only"))] if read_only else None
    alias = exp.alias_(exp.Literal.string(str(path)), name)
    return exp.Attach(this=alias, exists=False, expressions=options).sql(dialect="duckdb")


def _in_order(name: str, *by: str) -> str:
    select = exp.select("*").from_(exp.to_identifier(name, quoted=True)).order_by(*by, dialect="duckdb")
    return exp.Create(this=exp.table_(name, db="kept"), kind="TABLE", expression=select).sql(dialect="duckdb")


def _indexed(name: str) -> str:
    columns = [exp.Ordered(this=exp.column("entity"))]
    index = exp.Index(
        this=exp.to_identifier(f"{name}_entity"), table=exp.table_(name, db="kept"),
        params=exp.IndexParameters(columns=columns),
    )  # fmt: skip
    return exp.Create(this=index, kind="INDEX").sql(dialect="duckdb")


def forget(workspace: Workspace, *, today: date) -> list[str]:
    """Remove what was derived from pictures that are gone or have expired.

    Args:
        workspace: The workspace.
        today: Today.
    Returns:
        Ids of the pictures of which something was removed, sorted.
    """
    gone = []
    for folder in sorted((workspace.folder / "views").glob(f"*/{KEPT}/*")):
        if not _may_be_read(shelf(workspace, folder.parent.parent.name) / folder.name / MANIFEST, today):
            shutil.rmtree(folder, ignore_errors=True)
            gone.append(folder.name)
    return sorted(gone)


def _may_be_read(manifest: Path, today: date) -> bool:
    try:
        told = json.loads(manifest.read_text(encoding="utf-8"))
    except OSError:
        return False
    ends = told.get("expires_on")
    return not ends or bool(told.get("invented")) or date.fromisoformat(ends) > today
