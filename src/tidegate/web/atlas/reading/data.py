"""The data room: what each register brought, how fresh it is, what was refused and why, and how who is who was told."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tidegate.picture.telling.flags import text
from tidegate.pipeline.picturing.shelf import Picture
from tidegate.pipeline.workspace import Workspace
from tidegate.registers import Register
from tidegate.tables import query, session

PAGE = 200
"""Refused rows of one page."""

_MONTH_DAYS = 30.44


@dataclass(frozen=True)
class RegisterSeen:
    """A register of the view.

    Args:
        id: Its id.
        title: Its title.
        holder: Who keeps it.
        legal_basis: By what right it is used.
        sensitivity: How sensitive it is.
        statements: Facts or assessments.
        files: Delivered files.
        rows_in: Rows that came in.
        refused: Rows and values that were refused.
        records: Schema to number of records.
        last_delivery: Day of the last delivery.
        due: Day on which the next was due, by the register's rhythm; None where it has none.
        overdue: Days by which it is late on the day asked for; 0 where it is not.
    """

    id: str
    title: str
    holder: str
    legal_basis: tuple[str, ...]
    sensitivity: str
    statements: str
    files: int
    rows_in: int
    refused: int
    records: tuple[tuple[str, int], ...]
    last_delivery: str | None
    due: date | None
    overdue: int


@dataclass(frozen=True)
class Refusal:
    """Refusals of one kind in one register.

    Args:
        rule: What was broken.
        thing: Thing of the mapping; empty where the whole row was refused.
        property: Its property.
        mend: How to mend it.
        count: How many.
    """

    rule: str
    thing: str
    property: str
    mend: str
    count: int


@dataclass(frozen=True)
class RefusedRow:
    """A refused row or value. The value itself is left out: a data room counts, it does not show.

    Args:
        file: The delivered file.
        row_number: The row in it, from 1.
        thing: Thing of the mapping.
        property: Its property.
        rule: What was broken.
    """

    file: str
    row_number: int | None
    thing: str
    property: str
    rule: str


@dataclass(frozen=True)
class Movement:
    """What a delivery changed.

    Args:
        source: Kind of file.
        delivery_date: Its day.
        thing: Thing of the mapping.
        came: Records that came.
        changed: Records that say something else.
        went: Records that are no longer delivered.
    """

    source: str
    delivery_date: str
    thing: str
    came: int
    changed: int
    went: int


@dataclass(frozen=True)
class Linked:
    """How who is who was told for one kind of thing.

    Args:
        kind: Name of the model.
        figures: What the build reported, name to number.
    """

    kind: str
    figures: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class TableSize:
    """A table of the picture.

    Args:
        name: Its name.
        rows: Its rows.
    """

    name: str
    rows: int


def registers(workspace: Workspace, picture: Picture, *, on: date, language: str = "en") -> tuple[RegisterSeen, ...]:
    """List the registers of the view, the latest first that are overdue longest.

    Args:
        workspace: The workspace.
        picture: The picture.
        on: The day against which freshness is held.
        language: The reader's.
    """
    described = {r.id: r for r in workspace.registers}
    found = [_register(n, m, described.get(n), on, language) for n, m in picture.manifest["registers"].items()]
    return tuple(sorted(found, key=lambda r: (-r.overdue, r.title)))


def refusals(workspace: Workspace, picture: Picture, register: str) -> tuple[Refusal, ...]:
    """Count what was refused in a register, by reason.

    Args:
        workspace: The workspace.
        picture: The picture; of a register that is not in its view nothing is told.
        register: Its id.
    """
    path = _quarantine(workspace, picture, register)
    if path is None:
        return ()
    with session(see=[path], memory_gib=0.5) as own:
        whole = _all_classes(workspace, picture, register)
        return tuple(Refusal(**r) for r in own.rows(query(__package__, "data_refusals"), path=str(path), whole=whole))


def refused_rows(
    workspace: Workspace, picture: Picture, register: str, *, rule: str = "", limit: int = PAGE, offset: int = 0
) -> tuple[RefusedRow, ...]:
    """List refused rows of a register.

    Args:
        workspace: The workspace.
        picture: The picture; of a register that is not in its view nothing is told.
        register: Its id.
        rule: Only what broke this rule; empty for all.
        limit: Rows at most.
        offset: Rows to pass over.
    """
    path = _quarantine(workspace, picture, register)
    if path is None:
        return ()
    with session(see=[path], memory_gib=0.5) as own:
        rows = own.rows(
            query(__package__, "data_refused"), path=str(path), rule=rule, limit=limit, offset=offset,
            whole=_all_classes(workspace, picture, register),
        )  # fmt: skip
        return tuple(RefusedRow(**r) for r in rows)


def movements(workspace: Workspace, picture: Picture, register: str) -> tuple[Movement, ...]:
    """Tell what each delivery of a register changed, the latest first.

    Args:
        workspace: The workspace.
        picture: The picture; of a register that is not in its view nothing is told.
        register: Its id.
    """
    path = workspace.current / register / "report.json"
    if register not in picture.manifest["registers"] or not path.is_file():
        return ()
    told = json.loads(path.read_text(encoding="utf-8")).get("movements", [])
    names = Movement.__dataclass_fields__
    found = [Movement(**{k: v for k, v in m.items() if k in names}) for m in told]
    return tuple(sorted(found, key=lambda m: (m.delivery_date, m.thing), reverse=True))


def who_is_who(workspace: Workspace, picture: Picture) -> tuple[Linked, ...]:
    """Give the figures of the build of who is who that the picture rests on; none where it is gone.

    Args:
        workspace: The workspace.
        picture: The picture.
    """
    home = workspace.folder / "views" / picture.manifest["view"]["id"] / "linkage" / str(picture.manifest["linkage"])
    found = []
    for path in sorted(home.glob("*/report.json")):
        told = json.loads(path.read_text(encoding="utf-8"))
        numbers = ((k, float(v)) for k, v in told.items() if isinstance(v, int | float) and not isinstance(v, bool))
        found.append(Linked(path.parent.name, tuple(numbers)))
    return tuple(found)


def table_sizes(picture: Picture) -> tuple[TableSize, ...]:
    """List the tables of the picture with their rows.

    Args:
        picture: The picture.
    """
    return tuple(TableSize(n, t["rows"]) for n, t in sorted(picture.manifest["tables"].items()))


def _register(name: str, told: Mapping[str, Any], described: Register | None, on: date, language: str) -> RegisterSeen:
    last = told["last_delivery"]
    due = _due(described, last)
    overdue = max(0, (on - due).days) if due else 0
    return RegisterSeen(
        name, text(told["title"], language) or name, told["holder"], tuple(told["legal_basis"]), told["sensitivity"],
        told["statements"], told["files"], told["rows_in"], told["refused"], tuple(sorted(told["records"].items())),
        last, due, overdue,
    )  # fmt: skip


def _due(described: Register | None, last: str | None) -> date | None:
    refresh = described.lawful.refresh if described is not None and described.lawful is not None else None
    if refresh is None or not last:
        return None
    try:
        return date.fromordinal(
            date.fromisoformat(last[:10]).toordinal() + round(refresh.months * _MONTH_DAYS) + refresh.days
        )
    except ValueError:
        return None


def _all_classes(workspace: Workspace, picture: Picture, register: str) -> bool:
    """Tell whether the view gives every class of a register's data; else refused values would tell of the others."""
    described = next((r for r in workspace.registers if r.id == register), None)
    if described is None or described.lawful is None:
        return False
    held = {*described.lawful.data_classes, *described.lawful.column_classes.values()}
    return held <= set(picture.manifest["view"]["data_classes"])


def _quarantine(workspace: Workspace, picture: Picture, register: str) -> Path | None:
    # The register is one of the manifest's, so that no name from outside becomes a path.
    path = workspace.current / register / "quarantine.parquet"
    return path.resolve() if register in picture.manifest["registers"] and path.is_file() else None
