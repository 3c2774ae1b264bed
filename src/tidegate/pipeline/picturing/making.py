"""What the stages of a picture work with, and what a stage is."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tidegate.pipeline.opening import opened
from tidegate.pipeline.picturing.keeping import Kept
from tidegate.pipeline.picturing.viewing import Granted, ViewTables
from tidegate.pipeline.workspace import Engine, Workspace
from tidegate.tables import Session


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
        kept: The results of the stages.
    """

    workspace: Workspace
    engine: Engine
    granted: Granted
    given: ViewTables
    on: date
    linked: Path | None
    kept: Kept

    def fingerprint(self) -> str:
        """Give a hash of what goes in beside the stages: the clause, the request, the deliveries, who is who."""
        request, clause = self.granted.request, self.granted.view.clause
        linked = self.linked.name if self.linked else ""
        keys = sorted(self.given.keys().items())
        text = json.dumps([self.granted.covenant.id, repr(clause), repr(request), linked, keys])
        return hashlib.sha256(text.encode()).hexdigest()[:24]

    def session(self, *see: Path) -> AbstractContextManager[Session]:
        """Open an engine for one stage.

        Args:
            see: Files and folders that it may read and write.
        """
        return opened(self.engine, *see, home=self.workspace.derived / "stages")


Offered = Mapping[str, Path]
"""Name of a stage to a folder with those of its tables that are read, side by side."""

Everything = ("*",)
"""All tables of a stage."""


def nothing_else(making: Making) -> list[str]:
    """Say that what a stage reads decides its result.

    Args:
        making: What it works with.
    """
    del making
    return []


@dataclass(frozen=True)
class Stage:
    """One stage.

    Args:
        name: Its name; also that of its folder.
        says: What is told while it runs.
        version: Changes when the same inputs would give another result.
        reads: Names of stages to the tables it reads of their results, by name or pattern.
        methods: Methods that the view must allow.
        make: Makes the result in an empty folder from what is offered to it.
        inputs: What decides the result beside the tables it reads.
        mark: Gives what of the tables decides the result; None where all of their content does.
    """

    name: str
    says: str
    version: str
    reads: Mapping[str, Sequence[str]]
    methods: tuple[str, ...]
    make: Callable[[Making, Offered, Path], None]
    inputs: Callable[[Making], list[str]] = nothing_else
    mark: Callable[[Offered], str] | None = None

    def result(self, making: Making, results: Mapping[str, Path]) -> Path:
        """Give the result, made now where what goes in is new.

        Args:
            making: What it works with.
            results: Name of each stage before to its result; one that the view does not allow is absent.
        Returns:
            The folder with the result.
        """
        files = {n: _tables(results[n], wanted) for n, wanted in self.reads.items() if n in results}
        with making.kept.offered(files) as offered:
            inputs = [self.version, *self.inputs(making)]
            if self.mark is None:
                inputs += [f"{n}/{p.name}:{making.kept.content(p)}" for n, paths in files.items() for p in paths]
            else:
                inputs.append(self.mark(offered))
            return making.kept.result(self.name, inputs, lambda folder: self.make(making, offered, folder))


def _tables(result: Path, wanted: Sequence[str]) -> list[Path]:
    """Find the tables of a result; resolved records lie in a folder of their own there."""
    return sorted({p for name in wanted for p in result.rglob(f"{name}.parquet")})


def write_table(folder: Path, name: str, table: pa.Table) -> None:
    """Write one table of a result.

    Args:
        folder: Folder of the result.
        name: Name of the table.
        table: The table.
    """
    pq.write_table(table, folder / f"{name}.parquet", compression="zstd")
