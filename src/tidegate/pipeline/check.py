"""The stage that looks at deliveries and changes nothing."""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tidegate.formats import Limits
from tidegate.formats import read as read_format
from tidegate.pipeline.read import Progress, unheard
from tidegate.pipeline.workspace import Engine, Workspace
from tidegate.registers import FileSpec, Register
from tidegate.registers.check import FileCheck, check_file, distinct_values
from tidegate.registers.describe import Description, describe_file
from tidegate.registers.lawful import Duration
from tidegate.tables import Session, session
from tidegate.vocabulary import model

MONTH_DAYS = 30.44
"""Mean length of a month, days."""


@dataclass(frozen=True)
class RegisterCheck:
    """What a register looks like before it is read.

    Args:
        register: Its id.
        files: One entry per delivered file.
        lawful_faults: What is wrong with its lawful part; empty where it is complete.
        last_day: Day of the last delivery; None where nothing tells it.
        overdue_days: Days by which the next delivery is late; None where it is not, or cannot be told.
    """

    register: str
    files: tuple[FileCheck, ...]
    lawful_faults: tuple[str, ...]
    last_day: str | None
    overdue_days: int | None

    def wrong(self) -> bool:
        """Tell whether somebody has to look at this register."""
        return bool(self.lawful_faults or not self.files or any(f.wrong() for f in self.files))

    def to_dict(self) -> dict[str, Any]:
        """Give the check as plain data."""
        return asdict(self)


def check_workspace(
    workspace: Workspace, engine: Engine, *, on: date, progress: Progress | None = None, limits: Limits | None = None
) -> list[RegisterCheck]:
    """Look at all deliveries of a workspace; nothing in it is changed.

    Args:
        workspace: The workspace.
        engine: How much of the machine may be taken.
        on: The day against which freshness is told.
        progress: Is told the stage and the share done, 0 to 1.
        limits: How much one file may take.
    Returns:
        One entry per register.
    """
    tell = progress or unheard
    checks = []
    for number, register in enumerate(workspace.registers):
        tell(f"checking {register.id}", number / len(workspace.registers))
        files = tuple(_files(workspace, register, engine, limits or Limits()))
        last = max((f.day for f in files if f.day), default=None)
        checks.append(RegisterCheck(register.id, files, register.lawful_faults, last, _overdue(register, last, on)))
        tell(f"checking {register.id}", (number + 1) / len(workspace.registers))
    return checks


def check_waiting(
    workspace: Workspace, register: Register, spec: FileSpec, path: Path, *, file: str, engine: Engine,
    limits: Limits | None = None,
) -> FileCheck:  # fmt: skip
    """Look at a file that waits to be taken in, beside what was delivered before; nothing is changed.

    Args:
        workspace: The workspace.
        register: The register.
        spec: The kind of file.
        path: The file, outside the deliveries.
        file: Path within `deliveries/` that it would have.
        engine: How much of the machine may be taken.
        limits: How much the file may take.
    """
    own_limits = limits or Limits()
    before = _Before(workspace.files(spec), spec, engine, own_limits)
    with engine_for(path, engine) as (own, scratch):
        return check_file(
            own, register, spec, path, file=file, scratch=scratch, limits=own_limits, earlier=before.values
        )


def describe_path(path: Path, engine: Engine, *, limits: Limits | None = None) -> Description:
    """Write a first description of a file that no register knows yet.

    Args:
        path: The file.
        engine: How much of the machine may be taken.
        limits: How much the file may take.
    Returns:
        The description.
    Raises:
        DeliveryError: The file cannot be read.
    """
    with engine_for(path, engine) as (own, scratch):
        return describe_file(own, path, model(), scratch=scratch, limits=limits or Limits())


def _files(workspace: Workspace, register: Register, engine: Engine, limits: Limits) -> Iterator[FileCheck]:
    for spec in register.files:
        paths = workspace.files(spec)
        for number, path in enumerate(paths):
            before = _Before(paths[:number], spec, engine, limits)
            with engine_for(path, engine) as (own, scratch):
                name = str(path.relative_to(workspace.deliveries))
                yield check_file(
                    own, register, spec, path, file=name, scratch=scratch, limits=limits, earlier=before.values
                )


class _Before:
    """The values of columns in the delivery before; opened only when a column is missing."""

    def __init__(self, paths: list[Path], spec: FileSpec, engine: Engine, limits: Limits) -> None:
        self._paths, self._spec, self._engine, self._limits = paths, spec, engine, limits

    def values(self, column: str) -> frozenset[str]:
        for path in reversed(self._paths):
            with engine_for(path, self._engine) as (own, scratch):
                found = read_format(
                    path, self._spec.read, session=own, name="delivered", scratch=scratch, limits=self._limits
                )
                names = {self._spec.repairs.get(c, c): c for c in found.columns}
                if column in names:
                    return distinct_values(own, names[column])
        return frozenset()


@contextlib.contextmanager
def engine_for(path: Path, engine: Engine) -> Iterator[tuple[Session, Path]]:
    """Open an engine for one file, with a scratch folder outside the workspace, which a check must not change.

    Args:
        path: The file.
        engine: How much of the machine may be taken.
    Yields:
        The engine, which sees the file, and the folder, which goes with it.
    """
    scratch = Path(tempfile.mkdtemp(prefix="tidegate-", dir=engine.scratch))
    try:
        see = [path.absolute().parent, path.resolve().parent, scratch]
        with session(see=see, memory_gib=engine.memory_gib, threads=engine.threads, spill=scratch) as own:
            yield own, scratch
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _overdue(register: Register, last: str | None, on: date) -> int | None:
    if register.lawful is None or register.lawful.refresh is None or last is None:
        return None
    try:
        due = date.fromisoformat(last[:10]).toordinal() + _days(register.lawful.refresh)
    except ValueError:
        return None
    late = on.toordinal() - due
    return late if late > 0 else None


def _days(duration: Duration) -> int:
    return round(duration.months * MONTH_DAYS) + duration.days


def quarantine_of(workspace: Workspace, register: str) -> pa.Table:
    """Give what was refused when a register was last read.

    Args:
        workspace: The workspace.
        register: Id of the register.
    Returns:
        Contract `QUARANTINE`; empty where nothing was read yet.
    """
    path = workspace.current / register / "quarantine.parquet"
    return pq.read_table(path) if path.is_file() else pa.table({})
