"""The stages between who is who and the finished picture: what each reads, needs and makes."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from tidegate.linkage.resolving import Kind, resolve
from tidegate.pipeline.picturing.viewing import Granted, ViewTables
from tidegate.pipeline.workspace import Engine, Workspace
from tidegate.registers.classes import classes_behind
from tidegate.tables import ENGINE_VERSION, session
from tidegate.vocabulary import model


@dataclass(frozen=True)
class Making:
    """What the stages of one picture work with.

    Args:
        workspace: The view's workspace.
        engine: How much of the machine may be taken.
        granted: Covenant, view and request.
        given: The records of the view.
        on: The day as of which the picture is drawn.
        linked: The build of who is who; None where the view does not allow linkage.
    """

    workspace: Workspace
    engine: Engine
    granted: Granted
    given: ViewTables
    on: date
    linked: Path | None

    def fingerprint(self) -> str:
        """Give a hash of what goes in beside the stages: the clause and the request."""
        request, clause = self.granted.request, self.granted.view.clause
        text = json.dumps([self.granted.covenant.id, repr(clause), repr(request)])
        return hashlib.sha256(text.encode()).hexdigest()[:24]


Results = Mapping[str, Path]


@dataclass(frozen=True)
class Stage:
    """One stage.

    Args:
        name: Its name; also that of its folder.
        says: What is told while it runs.
        version: Changes when the same inputs would give another result.
        reads: Names of stages whose results it reads.
        methods: Methods that the view must allow.
        make: Makes the result in an empty folder.
        inputs: What else decides the result.
    """

    name: str
    says: str
    version: str
    reads: tuple[str, ...]
    methods: tuple[str, ...]
    make: Callable[[Making, Results, Path], None]
    inputs: Callable[[Making], list[str]] = field(default=lambda making: [])  # noqa: ARG005 - most need nothing else

    def maker(self, making: Making, results: Results) -> Callable[[Path], None]:
        """Give a function that makes the result in a folder.

        Args:
            making: What it works with.
            results: Results of the stages before.
        """
        return lambda folder: self.make(making, results, folder)


def _resolve(making: Making, results: Results, folder: Path) -> None:
    del results
    tables = making.given.tables
    out = folder / "records"
    out.mkdir()
    kinds = []
    if making.linked is not None:
        found = sorted(p for p in making.linked.iterdir() if p.is_dir())
        kinds = [Kind(p.name, p / "entities.parquet", p / "links.parquet") for p in found]
    see = [*sorted({t.path.parent for t in tables}), out, *([making.linked] if making.linked else [])]
    given = {t.schema: frozenset(model().schemata[t.schema].properties) for t in tables}
    with session(see=see, memory_gib=making.engine.memory_gib, threads=making.engine.threads,
                 spill=making.engine.scratch) as s:  # fmt: skip
        resolve(s, tables, kinds, given=given, out=out)
    for name in ("entities", "attachments"):
        (out / f"{name}.parquet").rename(folder / f"{name}.parquet")


def _records(making: Making) -> list[str]:
    keys = making.given.keys()
    return [ENGINE_VERSION, making.linked.name if making.linked else "", *(f"{r}:{k}" for r, k in sorted(keys.items()))]


def _classes(making: Making) -> list[str]:
    """What the descriptions say of data classes, on which lineage rests."""
    return [repr(sorted(classes_behind(r).items())) for r in making.workspace.registers]


STAGES: tuple[Stage, ...] = (
    Stage("resolved", "putting references in terms of entities", "1", (), (), _resolve, _records),
)
"""The stages, in order."""
