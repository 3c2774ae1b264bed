"""From deliveries to a picture: the stages in order, each kept by what went in, the whole made current in one step."""

import hashlib
import itertools
import json
import os
import shutil
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from tidegate.errors import PictureError
from tidegate.pipeline.builds import made_whole, only_one, point_current, remove_leftovers
from tidegate.pipeline.picturing.keeping import Kept, key_of
from tidegate.pipeline.picturing.making import Making, Stage
from tidegate.pipeline.picturing.manifest import write_manifest
from tidegate.pipeline.picturing.shelf import remove_unread, shelf
from tidegate.pipeline.picturing.stages import STAGES
from tidegate.pipeline.picturing.viewing import Granted, ViewTables, grant, view_tables, view_workspace
from tidegate.pipeline.read import Progress, RegisterReport, read_workspace, unheard
from tidegate.pipeline.who.link import LinkReport, LinkWish, link_workspace
from tidegate.pipeline.workspace import VIEW_REGISTERS, Engine, Workspace
from tidegate.tables import session

VERSION = "1"
"""Changes when the same inputs would give another picture."""


@dataclass(frozen=True)
class PictureWish:
    """What is asked for.

    Args:
        purpose: Purpose of the covenant.
        partner: Partner of the covenant; empty where only one has a clause for the purpose.
        request: Id of the request; empty where only one asks for the purpose.
        today: Today, for what is in force and what may be kept.
        on: The day as of which the picture is drawn; None for the day of the last delivery.
        hidden: Registers to leave out, to see what depends on them.
        train: Whether linkage learns anew.
        publish: Whether the picture becomes the current one.
    """

    purpose: str
    today: date
    partner: str = ""
    request: str = ""
    on: date | None = None
    hidden: tuple[str, ...] = ()
    train: bool = False
    publish: bool = True


@dataclass(frozen=True)
class PictureReport:
    """What building came to.

    Args:
        picture: Id of the picture.
        view: Id of its view.
        folder: Its folder.
        state: `built`, or `unchanged` where the same inputs had been built before.
        on: The day as of which it is drawn.
        expires_on: First day on which it may no longer be read; None where it never ends.
        registers: What became of each register.
        linked: What became of each kind of thing.
        made: Stages that were made in this run; the others were kept.
        rows: Table to number of rows.
        seconds: Stage to how long it took.
        notes: What a person should know.
    """

    picture: str
    view: str
    folder: Path
    state: str
    on: date
    expires_on: date | None
    registers: tuple[RegisterReport, ...]
    linked: tuple[LinkReport, ...]
    made: tuple[str, ...]
    rows: Mapping[str, int]
    seconds: Mapping[str, float]
    notes: tuple[str, ...] = ()


@dataclass
class _Clock:
    """How long each stage took; told to the reader, never written into a picture."""

    seconds: dict[str, float] = field(default_factory=dict)
    begun: float = 0.0

    def start(self) -> None:
        self.begun = time.perf_counter()

    def stop(self, stage: str) -> None:
        self.seconds[stage] = round(time.perf_counter() - self.begun, 2)


AT_ONCE = 2
"""Stages that are made at the same time: a result that two wait for is made first."""


def build_picture(
    workspace: Workspace,
    engine: Engine,
    wish: PictureWish,
    *,
    progress: Progress | None = None,
    at_once: int = AT_ONCE,
) -> PictureReport:
    """Build the picture that a view allows, and make it current.

    Args:
        workspace: The workspace, with all its registers.
        engine: How much of the machine may be taken.
        wish: What is asked for.
        progress: Is told the stage and the share done, 0 to 1; of the stages after linking, when one is done.
        at_once: Stages that are made at the same time; the picture is the same.
    Returns:
        What it came to. Where nothing that goes in has changed, nothing is done.
    Raises:
        CovenantError: The covenant does not give it, or a gate of its request is closed.
        PictureError: A register of the view cannot be read and has no earlier records.
        WorkspaceError: Another run is at work.
    """
    tell, clock = progress or unheard, _Clock()
    granted = grant(
        workspace, purpose=wish.purpose, partner=wish.partner, on=wish.today, request=wish.request, hidden=wish.hidden
    )
    own = view_workspace(workspace, granted.view)
    with only_one(own.derived):
        (own.derived / VIEW_REGISTERS).write_text("\n".join(r.id for r in own.registers), encoding="utf-8")
        clock.start()
        registers = read_workspace(own, engine, progress=_part(tell, 0.0, SHARES["reading"]))
        _hold_read(registers)
        clock.stop("reading")
        clock.start()
        on = wish.on or _last_delivery(own)
        # What may be kept is judged by today; an invented city has no one to protect, and stays as it was made.
        kept_on = on if own.city.get("demo") else max(on, wish.today)
        given = view_tables(own, granted.view, engine, on=kept_on)
        clock.stop("view")
        linked = _link(own, engine, granted, given, wish, clock, _part(tell, SHARES["reading"], SHARES["linking"]))
        kept = Kept(own.derived / "stages")
        making = Making(own, engine, granted, given, on, _linkage_build(own, granted), kept)
        results = _stages(making, clock, _part(tell, SHARES["linking"], 1.0), at_once)
        report = _publish(workspace, making, kept, results, registers, linked, clock, wish)
        kept.forget()
    return report


SHARES = {"reading": 0.3, "linking": 0.65}
"""Share of the whole that is done at the end of a stage, roughly, so that the time left is not far off."""


def _part(tell: Progress, start: float, end: float) -> Progress:
    def told(stage: str, share: float) -> None:
        tell(stage, start + (end - start) * share)

    return told


def _hold_read(reports: Sequence[RegisterReport]) -> None:
    failed = [r for r in reports if r.problem]
    if failed:
        raise PictureError(
            where=failed[0].register,
            what=f"this register could not be read ({failed[0].problem})",
            mend="mend its description or its delivery; a picture from a part of its registers would mislead",
        )


def _last_delivery(workspace: Workspace) -> date:
    folder = workspace.current.resolve()
    days: list[date] = []
    with session(see=[folder]) as s:
        for register in workspace.registers:
            for path in sorted((folder / register.id).glob("[A-Z]*.parquet")):
                # A delivery that only no longer has some rows is one, too.
                (row,) = s.rows(
                    "select max(coalesce(known_to, known_from)) as day from read_parquet($path)", path=str(path)
                )
                days += [row["day"]] if row["day"] is not None else []
    if not days:
        raise PictureError(
            where=str(workspace.folder), what="no delivery has come", mend="put the files into deliveries/"
        )
    return max(days)


def _link(
    own: Workspace,
    engine: Engine,
    granted: Granted,
    given: ViewTables,
    wish: PictureWish,
    clock: _Clock,
    tell: Progress,
) -> tuple[LinkReport, ...]:
    if "linkage" not in granted.view.methods:
        return ()
    clock.start()
    reports = link_workspace(own, engine, LinkWish(train=wish.train, lenient=True), tables=given.tables, progress=tell)
    clock.stop("linking")
    return tuple(reports)


def _linkage_build(own: Workspace, granted: Granted) -> Path | None:
    return (own.linkage / "current").resolve() if "linkage" in granted.view.methods else None


def _stages(making: Making, clock: _Clock, tell: Progress, at_once: int) -> dict[str, Path]:
    """Make the stages, each as soon as what it reads is made."""
    wanted = [s for s in STAGES if set(s.methods) <= set(making.granted.view.methods)]
    names = {s.name for s in wanted}
    workers = max(1, min(at_once, making.engine.threads))
    shared = replace(making, engine=replace(making.engine, memory_gib=making.engine.memory_gib / workers))
    done = itertools.count(1)

    def one(stage: Stage, waited: Mapping[str, Future[Path]]) -> Path:
        results = {name: future.result() for name, future in waited.items()}
        begun = time.perf_counter()
        # While the first is made all others wait for it, and it may have all of the memory.
        found = stage.result(shared if stage.reads else making, results)
        clock.seconds[stage.name] = round(time.perf_counter() - begun, 2)
        tell(stage.says, next(done) / len(wanted))
        return found

    futures: dict[str, Future[Path]] = {}
    # In the order of `STAGES` a stage stands behind those it reads, so that no worker waits for one that waits for it.
    with ThreadPoolExecutor(max_workers=workers) as pool:
        for stage in wanted:
            waited = {n: futures[n] for n in stage.reads if n in names}
            futures[stage.name] = pool.submit(one, stage, waited)
        return {name: future.result() for name, future in futures.items()}


def _publish(
    workspace: Workspace, making: Making, kept: Kept, results: Mapping[str, Path],
    registers: Sequence[RegisterReport], linked: Sequence[LinkReport], clock: _Clock, wish: PictureWish,
) -> PictureReport:  # fmt: skip
    clock.start()
    root = shelf(workspace, making.granted.view.id)
    parts = [VERSION, making.on.isoformat(), making.fingerprint(), *(key_of(p) for p in results.values())]
    picture = hashlib.sha256("\x1e".join(parts).encode()).hexdigest()[:16]
    folder = root / picture
    state = "unchanged" if folder.is_dir() else "built"
    root.mkdir(parents=True, exist_ok=True)
    remove_leftovers(root)
    if not folder.is_dir():
        with made_whole(folder) as beside:
            for result in results.values():
                shutil.copytree(result, beside, copy_function=os.link, dirs_exist_ok=True)
            (beside / ".held").touch()
            write_manifest(beside, making, registers, picture=picture, trial=making.granted.request.trial)
    if wish.publish:
        point_current(root, picture)
        remove_unread(root)
    clock.stop("publishing")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    rows = {name: entry["rows"] for name, entry in manifest["tables"].items()}
    return PictureReport(
        picture, making.granted.view.id, folder, state, making.on, making.given.expires_on, tuple(registers),
        tuple(linked), tuple(kept.made), rows, clock.seconds, making.granted.covenant.notes,
    )  # fmt: skip


def read_report(folder: Path) -> dict[str, Any]:
    """Read what a stage wrote about itself.

    Args:
        folder: A folder with `report.json`.
    """
    found: dict[str, Any] = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    return found
