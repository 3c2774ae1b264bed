"""The stage that looks how a delivery with other columns would be read, and writes their names into the description.

Looking changes nothing. Writing replaces the description whole or not at all, keeps the version before, and refuses
where somebody changed it since it was looked at.
"""

import contextlib
import hashlib
import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tidegate.errors import DeliveryError, DescriptionError, TidegateError
from tidegate.formats import Limits
from tidegate.formats import read as read_format
from tidegate.pipeline.check import engine_for
from tidegate.pipeline.workspace import Engine, Workspace
from tidegate.registers import FileSpec, Register, load_register
from tidegate.registers.aliases import with_columns
from tidegate.registers.likely import Likely, likely_columns, value_counts
from tidegate.registers.mapping import expressions as x
from tidegate.registers.reading import BatchResult, Delivered, read_batch
from tidegate.vocabulary import model

BEFORE = "before"
"""Folder beside the descriptions with the version that stood before a repair; no register is read from it."""

FIRST = 5
"""Rows of a preview."""


@dataclass(frozen=True)
class Waiting:
    """A delivery whose columns are looked at.

    Args:
        register: Its register.
        spec: Its kind of file.
        path: Where it lies.
        file: Its path within `deliveries/`, also where it is not there yet.
    """

    register: Register
    spec: FileSpec
    path: Path
    file: str

    def called(self, columns: Mapping[str, str]) -> "Waiting":
        """Give the same with further names of columns.

        Args:
            columns: Name in the file to the name that the mapping uses.
        """
        return replace(self, spec=replace(self.spec, repairs={**self.spec.repairs, **columns}))


@dataclass(frozen=True)
class Columns:
    """What a description expects beside what a file has.

    Args:
        expected: Columns that the description uses.
        found: Columns of the file, as the description calls them.
        missing: Expected, not found.
        unused: Found, not expected.
        new: Unused ones that the delivery before did not have; all of them where there is none before.
        before: Path of the delivery before; empty where there is none.
        likely: Which new column each missing one likely is.
    """

    expected: tuple[str, ...]
    found: tuple[str, ...]
    missing: tuple[str, ...]
    unused: tuple[str, ...]
    new: tuple[str, ...]
    before: str
    likely: tuple[Likely, ...]


@dataclass(frozen=True)
class Account:
    """Where rows and values of one delivery go.

    Args:
        rows: Rows that came.
        kept: Rows that are kept.
        filtered: Rows that the description leaves out.
        refused: Rows that are refused.
        refused_values: Values that are refused in rows that are kept.
        filled: `thing.property` to the share of things that have a value, 0..1.
        problem: Why nothing can be read; empty where it can.
    """

    rows: int = 0
    kept: int = 0
    filtered: int = 0
    refused: int = 0
    refused_values: int = 0
    filled: Mapping[str, float] | None = None
    problem: str = ""


@dataclass(frozen=True)
class FirstRows:
    """The first rows as they would be read.

    Args:
        columns: Names that the mapping uses, of classes that may be shown.
        rows: Their cells.
        hidden: Columns of other classes.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    hidden: tuple[str, ...]


def compare_columns(city: Workspace, waiting: Waiting, engine: Engine, *, limits: Limits | None = None) -> Columns:
    """Lay the columns of a delivery beside those that its description expects.

    Args:
        city: The workspace.
        waiting: The delivery.
        engine: How much of the machine may be taken.
        limits: How much a file may take.
    Raises:
        DeliveryError: It cannot be read, or is gone.
    """
    own_limits, spec = limits or Limits(), waiting.spec
    earlier = before(city, waiting)
    with engine_for(waiting.path, engine) as (own, scratch):
        _require(waiting.path)
        found = _named(read_format(
            waiting.path, spec.read, session=own, name="delivered", scratch=scratch, limits=own_limits
        ).columns, spec)  # fmt: skip
        expected = waiting.register.columns(spec)
        missing = tuple(c for c in expected if c not in found)
        unused = tuple(c for c in found if c not in expected)
        there, counts = _earlier(earlier, spec, missing, engine, own_limits)
        new = tuple(c for c in unused if c not in there)
        likely = likely_columns(own, "delivered", missing, new, lambda c: counts.get(c, {}))
    name = str(earlier.relative_to(city.deliveries)) if earlier else ""
    return Columns(expected, tuple(found), missing, unused, new, name, likely)


def before(city: Workspace, waiting: Waiting) -> Path | None:
    """Find the delivery before: the last of its kind whose path comes before its own.

    Args:
        city: The workspace.
        waiting: The delivery.
    """
    target = city.deliveries / waiting.file
    return next((p for p in reversed(city.files(waiting.spec)) if p < target), None)


def account_for(waiting: Waiting, engine: Engine, *, limits: Limits | None = None) -> Account:
    """Read a delivery as its description stands, and tell where everything goes; nothing of it is kept.

    Args:
        waiting: The delivery.
        engine: How much of the machine may be taken.
        limits: How much a file may take.
    Returns:
        The account; one that cannot be read has its problem in words.
    """
    try:
        with _read(waiting, engine, limits or Limits()) as (_, result):
            return _account(result)
    except TidegateError as problem:
        return Account(problem=str(problem))


def account_and_rows(
    waiting: Waiting, engine: Engine, classes: Collection[str], *, limits: Limits | None = None
) -> tuple[Account, FirstRows]:
    """Do as `account_for`, and give the first rows as well.

    Args:
        waiting: The delivery.
        engine: How much of the machine may be taken.
        classes: Classes of data that may be shown.
        limits: How much a file may take.
    """
    nothing = FirstRows((), (), ())
    try:
        with _read(waiting, engine, limits or Limits()) as (own, result):
            return _account(result), _first(own, waiting, classes)
    except TidegateError as problem:
        return Account(problem=str(problem)), nothing


def fingerprint_of(path: Path) -> str:
    """Give the hash of a description as it stands; empty where there is none.

    Args:
        path: The description.
    """
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


class ChangedMeanwhile(Exception):  # noqa: N818 - a state that the reader mends, not an error
    """The description is another than the one that was looked at."""


def write_columns(register: Register, source: str, columns: Mapping[str, str], *, seen: str) -> str:
    """Write names of columns into a description, whole or not at all; the version before is kept.

    Args:
        register: The register.
        source: Name of the kind of file.
        columns: Name in the file to the name that the mapping uses.
        seen: Hash of the description that was looked at.
    Returns:
        Hash of the description that stands now.
    Raises:
        ChangedMeanwhile: It is another by now.
        DescriptionError: The names cannot be written into it, or it would no longer be one.
    """
    raw = _held(register.path, seen)
    text = with_columns(raw.decode("utf-8"), source, columns, where=register.path.name)
    kept = _version(register.path, seen)
    kept.parent.mkdir(exist_ok=True)
    _put(kept, raw)
    _put(register.path, text.encode("utf-8"), checked=True)
    return fingerprint_of(register.path)


def restore_description(path: Path, *, written: str, seen: str) -> None:
    """Put the version of a description before a repair back.

    Args:
        path: The description.
        written: Hash of what the repair wrote.
        seen: Hash of the version before.
    Raises:
        ChangedMeanwhile: The description was changed since, or the version before is gone.
    """
    _held(path, written)
    kept = _version(path, seen)
    if fingerprint_of(kept) != seen:
        raise ChangedMeanwhile
    _put(path, kept.read_bytes(), checked=True)


def _held(path: Path, seen: str) -> bytes:
    try:
        raw = path.read_bytes()
    except OSError as fault:
        raise ChangedMeanwhile from fault
    if hashlib.sha256(raw).hexdigest() != seen:
        raise ChangedMeanwhile
    return raw


def _version(path: Path, digest: str) -> Path:
    return path.parent / BEFORE / f"{path.stem}-{digest[:16]}.yml"


def _put(path: Path, content: bytes, *, checked: bool = False) -> None:
    """Replace a file whole; one that is checked must be a description where it will stand."""
    hidden = path.with_name(f".{path.name}.{os.getpid()}.writing")
    try:
        with hidden.open("xb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        if checked:
            load_register(hidden, model())
        if path.exists():
            hidden.chmod(path.stat().st_mode & 0o777)
        hidden.replace(path)
    except DescriptionError as fault:
        raise DescriptionError(where=path.name, what=fault.what, mend=fault.mend) from fault
    finally:
        hidden.unlink(missing_ok=True)


@contextlib.contextmanager
def _read(waiting: Waiting, engine: Engine, limits: Limits) -> Iterator[tuple[Any, BatchResult]]:
    _require(waiting.path)
    with engine_for(waiting.path, engine) as (own, scratch):
        folder = scratch / "things"
        folder.mkdir()
        files = [Delivered(waiting.path, waiting.file)]
        yield own, read_batch(
            own, waiting.register, waiting.spec, files, folder=folder, scratch=scratch, limits=limits
        )  # fmt: skip


def _require(path: Path) -> None:
    if not path.is_file():
        raise DeliveryError(what="the file is gone", mend="send it again")


def _account(result: BatchResult) -> Account:
    things: dict[tuple[int, str], int] = {(q.query, t): n for q in result.queries for t, n in q.things.items()}
    filled: dict[str, tuple[int, int]] = {}
    for p in result.properties:
        name = f"{p.thing}.{p.property}"
        clean, whole = filled.get(name, (0, 0))
        filled[name] = clean + p.clean, whole + things.get((p.query, p.thing), 0)
    # A row that several queries read counts where the first of them puts it.
    first = min((q.query for q in result.queries), default=0)
    own = [q for q in result.queries if q.query == first]
    shares = {n: min(1.0, clean / whole) if whole else 0.0 for n, (clean, whole) in filled.items()}
    return Account(
        sum(result.rows_in.values()), sum(q.kept for q in own), sum(q.filtered for q in own),
        sum(q.refused for q in own), sum(p.refused for p in result.properties), shares,
    )  # fmt: skip


def _first(session: Any, waiting: Waiting, classes: Collection[str]) -> FirstRows:
    lawful, wanted = waiting.register.require_lawful(), waiting.register.columns(waiting.spec)
    held = {c: {lawful.column_classes[c]} if c in lawful.column_classes else set(lawful.data_classes) for c in wanted}
    shown = tuple(c for c in wanted if held[c] <= set(classes))
    rows: tuple[tuple[str, ...], ...] = ()
    if shown:
        cells = [x.column(c) for c in shown]
        select = x.exp.select(*cells).from_("prepared").order_by("row_number").limit(FIRST)
        rows = tuple(tuple(str(v or "") for v in r.values()) for r in session.rows(x.sql(select)))
    return FirstRows(shown, rows, tuple(c for c in wanted if c not in shown))


def _named(found: Collection[str], spec: FileSpec) -> dict[str, str]:
    return {spec.repairs.get(c, c): c for c in found}


def _earlier(
    path: Path | None, spec: FileSpec, missing: Collection[str], engine: Engine, limits: Limits
) -> tuple[Collection[str], dict[str, dict[str, int]]]:
    if path is None:
        return (), {}
    try:
        with engine_for(path, engine) as (own, scratch):
            told = read_format(path, spec.read, session=own, name="delivered", scratch=scratch, limits=limits)
            names = _named(told.columns, spec)
            return names, {c: value_counts(own, "delivered", names[c]) for c in missing if c in names}
    except TidegateError:
        return (), {}
