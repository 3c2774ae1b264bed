"""Two pictures of one view held against each other, and a picture held against itself without each register."""

import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tidegate.documents import Column, Standing
from tidegate.documents.workbook import Sheet, Workbook, write_workbook
from tidegate.errors import PictureError
from tidegate.indicators import read_reviews
from tidegate.picture import Side, changes_between
from tidegate.picture.changes import CONCENTRATION, EVIDENCE, FLAGS, MARKS, RULES, TIES
from tidegate.pipeline.picturing.build import PictureWish, build_picture
from tidegate.pipeline.picturing.shelf import Picture, shelf
from tidegate.pipeline.picturing.telling import REVIEWS
from tidegate.pipeline.read import Progress, unheard
from tidegate.pipeline.workspace import Engine, Workspace
from tidegate.tables import query, run, session


def compare_pictures(old: Picture, new: Picture) -> pa.Table:
    """Say what is other in a picture than in the one before, and why.

    Args:
        old: The earlier picture.
        new: The later one, of the same view.
    Returns:
        Contract `CHANGES`.
    Raises:
        PictureError: They are of two views, and what differs would tell what one of them may not see.
    """
    if old.manifest["view"]["id"] != new.manifest["view"]["id"]:
        raise PictureError(
            where=f"pictures {old.id} and {new.id}", what="they are of two views",
            mend="compare pictures of one view; a difference of views would tell what one of them may not see",
        )  # fmt: skip
    cited = pa.array(sorted({*_cited(old), *_cited(new)}), pa.string())
    events = new.table("id_events") if new.has("id_events") else pa.table({})
    columns = {c: events[c] if c in events.column_names else pa.nulls(events.num_rows, pa.string())
               for c in ("entity", "event", "other", "cause")}  # fmt: skip
    return changes_between(_side(old, cited), _side(new, cited), events=pa.table(columns))


def write_changes(changes: pa.Table, old: Picture, new: Picture, path: Path) -> None:
    """Write changes as a workbook: a sheet for each kind of thing that changed.

    Args:
        changes: Contract `CHANGES`.
        old: The earlier picture.
        new: The later one.
        path: The file.
    """
    columns = tuple(Column(c, wide=c in {"caption", "because"}) for c in changes.column_names)
    kinds = sorted(set(changes["what"].to_pylist())) or ["flag"]
    sheets = tuple(
        Sheet(kind, columns, changes.filter(pc.equal(changes["what"], kind)), f"what is other, {kind} by {kind}")
        for kind in kinds
    )
    m = new.manifest
    standing = Standing(m["city"], m["covenant"]["purpose"], m["covenant"]["partner"], new.id, invented=m["invented"])
    title = f"Changes from {old.id} ({old.manifest['on']}) to {new.id} ({m['on']})"
    write_workbook(Workbook(title, _day(m["on"]), sheets, standing=standing), path)


def needed_registers(
    workspace: Workspace, engine: Engine, wish: PictureWish, *, progress: Progress | None = None
) -> tuple[pa.Table, bool]:
    """Build the picture without each register in turn, and say which confirmed findings disappear.

    Args:
        workspace: The workspace, with all its registers.
        engine: How much of the machine may be taken.
        wish: What is asked for.
        progress: Is told the stage and the share done, 0 to 1.
    Returns:
        One row per register: `register`, `confirmed` (findings that rest on the whole view), `lost` (of these, gone
        without it), `indicators` (of the lost ones). And whether people confirmed them: where nobody reviewed a flag
        yet, all flags are counted.
    Raises:
        CovenantError: The covenant does not give the picture.
        PictureError: A register cannot be read.
    """
    tell = progress or unheard
    whole = build_picture(workspace, engine, wish)
    names = sorted(r.register for r in whole.registers)
    # A view that was only tried leaves nothing behind; one that a partner has stays.
    kept = {p.name for p in (workspace.folder / "views").iterdir()}
    flags = _flags(whole.folder)
    reviewed = _confirmed(workspace, whole.view)
    confirmed = flags.filter(pc.is_in(flags["flag"], value_set=reviewed)) if len(reviewed) else flags
    rows = []
    for number, name in enumerate(names):
        tell(f"without {name}", number / len(names))
        without = build_picture(workspace, engine, replace(wish, hidden=(*wish.hidden, name), publish=False))
        left = _flags(without.folder)
        if without.view not in kept:
            for folder in (shelf(workspace, without.view), workspace.folder / "views" / without.view):
                shutil.rmtree(folder, ignore_errors=True)
        told = run(query(__package__, "comparing_lost"), {"confirmed": confirmed, "left_over": left}).to_pylist()
        rows.append({"register": name, "confirmed": confirmed.num_rows, **told[0]})
    tell("weighing the registers", 1.0)
    return pa.Table.from_pylist(rows), bool(len(reviewed))


def _confirmed(workspace: Workspace, view: str) -> pa.Array:
    path = workspace.folder / "views" / view / REVIEWS
    if not path.is_file():
        return pa.array([], pa.string())
    reviews = read_reviews(path)
    found: pa.Array = reviews.filter(pc.equal(reviews["verdict"], "justified"))["flag"].combine_chunks().unique()
    return found


_FOUND = pa.schema([("flag", pa.string()), ("indicator", pa.string()), ("subject", pa.string())])


def _flags(folder: Path) -> pa.Table:
    path = folder / "flags.parquet"
    return pq.read_table(path, columns=_FOUND.names) if path.is_file() else _FOUND.empty_table()


def _cited(picture: Picture) -> list[str]:
    found: list[str] = picture.table("evidence")["record_id"].to_pylist() if picture.has("evidence") else []
    return found


def _side(picture: Picture, cited: pa.Array) -> Side:
    tables: Mapping[str, pa.Table] = {
        name: picture.table(name) if picture.has(name) else contract.empty()
        for name, contract in (("flags", FLAGS), ("evidence", EVIDENCE), ("ties", TIES))
    }
    return Side(
        entities=picture.table("entities"), flags=tables["flags"], evidence=tables["evidence"],
        marks=_marks(picture, cited), rules=_rules(picture), ties=tables["ties"],
        concentration=_concentration(picture), on=picture.manifest["on"], model=str(picture.manifest["models"]),
    )  # fmt: skip


def _marks(picture: Picture, cited: pa.Array) -> pa.Table:
    """Find the latest version of each cited record, whatever its schema."""
    paths = sorted((picture.folder / "records").glob("*.parquet"))
    with session(see=[picture.folder]) as s:
        s.register("cited", pa.table({"record_id": cited}))
        found = [s.fetch(query(__package__, "comparing_marks"), path=str(p)) for p in paths]
    return pa.concat_tables([MARKS.empty(), *found])


def _rules(picture: Picture) -> pa.Table:
    if not picture.has("indicator_report"):
        return RULES.empty()
    report = picture.table("indicator_report")
    return RULES.check(report.filter(pc.equal(report["state"], "evaluated")))


def _concentration(picture: Picture) -> pa.Table:
    if not picture.has("concentration"):
        return CONCENTRATION.empty()
    return CONCENTRATION.check(
        run(query(__package__, "comparing_concentration"), {"concentration": picture.table("concentration")})
    )


def _day(text: str) -> date:
    return date.fromisoformat(text)
