"""What a view gives of a workspace: its registers, and of their records the properties whose data class it holds.

A row whose retention has ended is withheld, too. A table of which nothing is withheld is used where it lies. Of the
others a copy without what is withheld is made, so that no later stage can read, count or learn from it.
"""

import hashlib
import shutil
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from tidegate.errors import CovenantError, RequestError
from tidegate.linkage.gathering import RecordTable
from tidegate.partnership import (
    Covenant,
    PictureRequest,
    RegisterFacts,
    View,
    give_view,
    read_covenant,
    read_request,
)
from tidegate.pipeline.builds import made_whole
from tidegate.pipeline.workspace import Engine, Workspace
from tidegate.registers import Lawful, Register
from tidegate.registers.classes import classes_behind
from tidegate.registers.mapping import expressions as x
from tidegate.tables import Session, query, session

VERSION = "2"
"""Changes when the same records would be withheld otherwise."""

ENDINGS = ("", "_number", "_from", "_to")
"""What stands behind a property's name in its columns."""


@dataclass(frozen=True)
class Granted:
    """What was asked for and given.

    Args:
        covenant: The covenant.
        view: The view.
        request: Why the picture is wanted.
    """

    covenant: Covenant
    view: View
    request: PictureRequest


def facts_of(registers: Sequence[Register]) -> tuple[RegisterFacts, ...]:
    """Give what a covenant is held against.

    Args:
        registers: The registers, each with its lawful part.
    """
    found = []
    for register in registers:
        lawful = register.require_lawful()
        classes = tuple(dict.fromkeys((*lawful.data_classes, *lawful.column_classes.values())))
        found.append(RegisterFacts(register.id, lawful.purposes, classes, lawful.sensitivity, lawful.statements))
    return tuple(found)


def grant(
    workspace: Workspace, *, purpose: str, partner: str, on: date, request: str = "", hidden: Collection[str] = ()
) -> Granted:
    """Give the view for a purpose, where the covenant grants it and a ripe request asks for it.

    Args:
        workspace: The workspace, with all its registers.
        purpose: Id of the purpose.
        partner: Id of the partner; empty where only one partner has a clause for the purpose.
        on: Today.
        request: Id of the request; empty where only one is made for the purpose.
        hidden: Registers to leave out, to see what depends on them.
    Returns:
        Covenant, view and request.
    Raises:
        CovenantError: The covenant is wrong or gives nothing for it.
        RequestError: No request asks for it, or one of its gates is closed.
    """
    covenant = read_covenant(workspace.folder / "covenant.yml", facts_of(workspace.registers))
    view = give_view(covenant, purpose=purpose, partner=partner, on=on, hidden=hidden)
    return Granted(covenant, view, _ripe(workspace.folder / "requests", covenant, purpose, request))


def requests_of(workspace: Workspace, covenant: Covenant) -> list[PictureRequest]:
    """Read all requests of a workspace.

    Args:
        workspace: The workspace.
        covenant: Its covenant.
    Returns:
        The requests, in order of their files.
    Raises:
        RequestError: One is wrong.
    """
    return [read_request(p, covenant) for p in sorted((workspace.folder / "requests").glob("*.yml"))]


def _ripe(folder: Path, covenant: Covenant, purpose: str, wanted: str) -> PictureRequest:
    requests = [read_request(p, covenant) for p in sorted(folder.glob("*.yml"))]
    fitting = [r for r in requests if r.purpose == purpose and wanted in {"", r.id}]
    if not fitting:
        raise RequestError(
            where=str(folder),
            what=f"no request asks for a picture for '{purpose}'" + (f" by the name '{wanted}'" if wanted else ""),
            mend="write down the problem, the action and the four gates with the partners (docs/covenant.md shows how)",
        )
    if len(fitting) > 1:
        known = ", ".join(r.id for r in fitting)
        raise RequestError(
            where=str(folder), what=f"several requests ask for '{purpose}'", mend=f"name one with --request ({known})"
        )
    (request,) = fitting
    if request.closed():
        closed = "; ".join(f"{g.name} ({g.because})" for g in request.closed())
        raise RequestError(
            where=f"request '{request.id}'",
            what=f"it does not pass {closed}",
            mend="a picture nobody will act on is not built; mend this with the partners first",
        )
    return request


def view_workspace(workspace: Workspace, view: View) -> Workspace:
    """Narrow a workspace to the registers of a view, with a home of its own for what is derived.

    Args:
        workspace: The workspace, with all its registers.
        view: The view.
    """
    chosen = tuple(r for r in workspace.registers if r.id in view.registers)
    return replace(workspace, registers=chosen, home=workspace.folder / "views" / view.id)


@dataclass(frozen=True)
class ViewTables:
    """The records of a view.

    Args:
        tables: The tables, in order of register and schema; those of which something is withheld lie in the view's
            home.
        expires_on: First day on which the retention of a row among them has ended; None where none ever ends.
    """

    tables: tuple[RecordTable, ...]
    expires_on: date | None

    def keys(self) -> dict[str, str]:
        """Give per register the key that changes with what is read of it."""
        return {t.register: (t.path.parent / "key").read_text(encoding="utf-8") for t in self.tables}


def view_tables(workspace: Workspace, view: View, engine: Engine, *, on: date) -> ViewTables:
    """Give the record tables of a view, without what it withholds and what may no longer be kept.

    Args:
        workspace: The view's workspace; its registers were read.
        view: The view.
        engine: How much of the machine may be taken.
        on: The day as of which the picture is drawn.
    Returns:
        The tables, and until when they may be used.
    Raises:
        CovenantError: None of its registers has records.
    """
    build = workspace.current.resolve()
    found: list[RecordTable] = []
    ends: list[date] = []
    for register in workspace.registers:
        tables, end = _of_register(workspace, build / register.id, register, view, engine, on)
        found += tables
        ends += [end] if end is not None else []
    if not found:
        raise CovenantError(
            where=f"view {view.id}",
            what="none of its registers has records",
            mend="put the deliveries into deliveries/ and read the registers again",
        )
    return ViewTables(tuple(found), min(ends, default=None))


def _of_register(
    workspace: Workspace, folder: Path, register: Register, view: View, engine: Engine, on: date
) -> tuple[list[RecordTable], date | None]:
    paths = [p for p in sorted(folder.glob("*.parquet")) if p.stem != "quarantine"]
    behind = classes_behind(register)
    withheld = {p: _withheld(p.stem, behind, set(view.data_classes)) for p in paths}
    lawful = register.require_lawful()
    with session(see=[folder, folder.parent.parent], memory_gib=engine.memory_gib, threads=engine.threads) as s:
        _find_row_ends(s, paths, lawful)
        ends = [_ends(s, p, lawful, on) for p in paths]
    # The last end that has passed, not today: the same rows are left until the next one passes.
    ended = max((passed for passed, _ in ends if passed), default=None)
    end = min((later for _, later in ends if later), default=None)
    copies = workspace.derived / "records"
    if not any(withheld.values()) and not ended:
        _remove_copies(copies, register.id)
        return [RecordTable(register.id, p.stem, p) for p in paths], end
    parts = [VERSION, (folder / "key").read_text(encoding="utf-8"), register.fingerprint, *sorted(view.data_classes)]
    parts += [repr((lawful.retention, lawful.retention_from, dict(lawful.column_classes))), str(ended or "")]
    key = hashlib.sha256("\n".join(parts).encode()).hexdigest()
    home = copies / f"{register.id}-{key[:16]}"
    _remove_copies(copies, register.id, but=home)
    if not home.is_dir():
        with made_whole(home) as beside:
            with session(see=[folder, beside], memory_gib=engine.memory_gib, threads=engine.threads) as s:
                _find_row_ends(s, paths, lawful)
                for path, hidden in withheld.items():
                    s.execute(_copy(path, hidden, _kept(lawful, on) if ended else None, beside / path.name))
            (beside / "key").write_text(key, encoding="utf-8")
    there = [p for p in sorted(home.glob("*.parquet")) if pq.read_metadata(p).num_rows]
    return [RecordTable(register.id, p.stem, p) for p in there], end


def _remove_copies(folder: Path, register: str, *, but: Path | None = None) -> None:
    """Remove earlier copies of a register: one may hold rows that may no longer be kept."""
    for path in folder.glob(f"{register}-*"):
        if path.name.rpartition("-")[0] == register and path != but:
            shutil.rmtree(path, ignore_errors=True)


def _find_row_ends(s: Session, paths: Sequence[Path], lawful: Lawful) -> None:
    """Make the table `row_ends`: when the row ended of each thing that has no time of its own."""
    s.execute("create or replace temp table row_ends (of_record varchar, row_ended date)")
    if paths and lawful.retention is not None and lawful.retention_from == "end":
        s.execute(query(__package__, "viewing_ends"), paths=[str(p) for p in paths])


def _retention_end(lawful: Lawful) -> x.Node | None:
    """Give the day on which a row may no longer be kept, as an expression; None where it may be kept for ever."""
    if lawful.retention is None:
        return None
    if lawful.retention_from == "delivery":
        start: x.Node = x.exp.TryCast(this=x.column("delivery_date"), to=x.exp.DataType.build("DATE"))
    else:
        # What ended in the world, or stood beside something that ended, or has gone from the register; what holds
        # still has no end.
        start = x.call("coalesce", x.column("valid_to"), x.column("row_ended"), x.column("known_to"))
    later = x.exp.Add(this=start, expression=x.call("to_months", x.number(lawful.retention.months)))
    whole = x.exp.Add(this=later, expression=x.call("to_days", x.number(lawful.retention.days)))
    return x.exp.Cast(this=whole, to=x.exp.DataType.build("DATE"))


def _kept(lawful: Lawful, on: date) -> x.Node | None:
    end = _retention_end(lawful)
    if end is None:
        return None
    day = x.exp.Cast(this=x.text(on.isoformat()), to=x.exp.DataType.build("DATE"))
    return x.either(x.missing(end), x.exp.GT(this=end.copy(), expression=day))


def _ends(s: Session, path: Path, lawful: Lawful, on: date) -> tuple[date | None, date | None]:
    """Give the last day, up to a day, on which the retention of a row ended, and the first after it."""
    end = _retention_end(lawful)
    if end is None:
        return None, None
    day = x.exp.Cast(this=x.text(on.isoformat()), to=x.exp.DataType.build("DATE"))
    ends = _with_row_ends(x.exp.select(x.exp.alias_(end, "day")).from_(_file(path))).subquery("ends")
    passed = x.choose((x.exp.LTE(this=x.column("day"), expression=day), x.column("day")))
    later = x.choose((x.exp.GT(this=x.column("day"), expression=day.copy()), x.column("day")))
    columns = [x.exp.alias_(x.call("max", passed), "passed"), x.exp.alias_(x.call("min", later), "later")]
    (found,) = s.rows(x.sql(x.exp.select(*columns).from_(ends)))
    return found["passed"], found["later"]


def _with_row_ends(select: x.exp.Select) -> x.exp.Select:
    same = x.exp.EQ(this=x.column("of_record"), expression=x.column("record_id"))
    return select.join(x.exp.Table(this=x.exp.to_identifier("row_ends")), join_type="left", on=same)


def _file(path: Path) -> x.exp.Table:
    return x.exp.Table(this=x.call("read_parquet", x.text(str(path))), alias="r")


Hidden = Mapping[str, frozenset[str] | None]
"""Thing to the properties of it that are withheld; None where all of it is."""


def _withheld(
    schema: str, behind: Mapping[tuple[str, str], Mapping[str, frozenset[str]]], given: set[str]
) -> dict[str, frozenset[str] | None]:
    found: dict[str, frozenset[str] | None] = {}
    for (thing, own), properties in behind.items():
        hidden = frozenset(p for p, classes in properties.items() if not classes <= given)
        if own == schema and hidden:
            found[thing] = None if len(hidden) == len(properties) else hidden
    return found


def _copy(path: Path, hidden: Hidden, kept: x.Node | None, target: Path) -> str:
    names = pq.read_schema(path).names
    cells = [_content(names, hidden) if n == "content" else _cell(n, hidden) for n in names]
    select = x.exp.select(*cells).from_(_file(path))
    select = select if kept is None else _with_row_ends(select).where(kept)
    gone = [t for t, properties in hidden.items() if properties is None]
    if gone:
        select = select.where(x.exp.Not(this=x.exp.In(this=x.column("thing"), expressions=[x.text(t) for t in gone])))
    return f"copy ({x.sql(select)}) to '{target}' (format parquet, compression zstd)"


def _content(names: Sequence[str], hidden: Hidden) -> Any:
    """Hash what is left: the register's own hash would tell whoever guesses what was withheld."""
    said = names[names.index("content") + 1 :]
    cases = []
    for thing, properties in hidden.items():
        if properties:
            shown = x.call("row", *[x.column(n) for n in said if not _property(n, properties)])
            whole = x.exp.Cast(this=shown, to=x.exp.DataType.build("VARCHAR"))
            own = x.exp.EQ(this=x.column("thing"), expression=x.text(thing))
            cases.append((own, x.call("left", x.call("md5", whole), x.number(24))))
    held = x.choose(*cases, otherwise=x.column("content")) if cases else x.column("content")
    return x.exp.alias_(held, "content", quoted=True)


def _cell(name: str, hidden: Hidden) -> Any:
    things = [t for t, properties in hidden.items() if properties and _property(name, properties)]
    if not things:
        return x.column(name)
    among = x.exp.In(this=x.column("thing"), expressions=[x.text(t) for t in things])
    return x.exp.alias_(x.choose((x.exp.Not(this=among), x.column(name))), name, quoted=True)


def _property(name: str, properties: frozenset[str]) -> bool:
    return any(name.endswith(e) and name.removesuffix(e) in properties for e in ENDINGS)
